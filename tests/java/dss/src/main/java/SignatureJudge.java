import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.pdf.ServiceLoaderPdfObjFactory;
import eu.europa.esig.dss.pdf.modifications.DefaultPdfDifferencesFinder;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.policy.ValidationPolicyLoader;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges signed PDFs with EU DSS, offline, against the anchors and revocation lists it is given.
 * Arguments: PEM files, then "--" and CRL files. Reads one path a line; answers with one line a signature, of fields set
 * apart by tabs: path, field, indication, sub-indication, format, signer, claimed time, best time, changed afterwards
 * ("true" or "false"), time stamps, errors, warnings; a file without signatures gives its path alone, one that cannot be
 * judged its path, an empty field, "error" and why. A line with a path and "." ends a file.
 */
public final class SignatureJudge {
    /** What DSS's default policy only warns of and we take for failure: changes after signing, keys used against their purpose.
        Overlapping annotations stay a warning: by Decree 30 the seal stands over a third of the signature. */
    private static final String STRICT = "PdfVisualDifference|UndefinedChanges|DocMDP|FieldMDP|SigFieldLock|KeyUsage|ByteRangeCollision";

    private final CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
    private final List<DSSDocument> revocationLists = new ArrayList<>();
    private final ValidationPolicy policy;

    private SignatureJudge(String[] arguments) throws Exception {
        boolean lists = false;
        for (String argument : arguments) {
            if (argument.equals("--")) {
                lists = true;
            } else if (lists) {
                revocationLists.add(new FileDocument(argument));
            } else {
                trust(argument);
            }
        }
        try (InputStream standard = SignatureJudge.class.getResourceAsStream("/policy/constraint.xml")) {
            String strict = new String(standard.readAllBytes(), StandardCharsets.UTF_8)
                .replaceAll("<(" + STRICT + ") Level=\"WARN\"", "<$1 Level=\"FAIL\"");
            policy = ValidationPolicyLoader.fromValidationPolicy(new ByteArrayInputStream(strict.getBytes(StandardCharsets.UTF_8))).create();
        }
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("java.awt.headless", "true");
        SignatureJudge judge = new SignatureJudge(arguments);
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            for (String line : judge.judged(path)) {
                answers.println(path + "\t" + line);
            }
            answers.println(path + "\t.");
        }
    }

    private void trust(String pem) throws Exception {
        try (InputStream data = new FileInputStream(pem)) {
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(data)) {
                anchors.addCertificate(new CertificateToken((X509Certificate) certificate));
            }
        }
    }

    private List<String> judged(String path) {
        List<String> lines = new ArrayList<>();
        try {
            Reports reports = validator(path).validateDocument(policy);
            SimpleReport report = reports.getSimpleReport();
            for (String id : report.getSignatureIdList()) {
                SignatureWrapper signature = reports.getDiagnosticData().getSignatureById(id);
                List<String> stamps = new ArrayList<>();
                signature.getTimestampList().forEach(stamp -> stamps.add(stamp.getType() + " " + report.getIndication(stamp.getId())));
                lines.add(fields(
                    signature.getFirstFieldName(), report.getIndication(id), report.getSubIndication(id), report.getSignatureFormat(id),
                    report.getSignedBy(id), report.getSigningTime(id) == null ? null : report.getSigningTime(id).toInstant(),
                    report.getBestSignatureTime(id) == null ? null : report.getBestSignatureTime(id).toInstant(),
                    signature.arePdfModificationsDetected(), String.join("; ", stamps),
                    messages(report.getAdESValidationErrors(id)), messages(report.getAdESValidationWarnings(id))));
            }
        } catch (Exception | StackOverflowError error) {
            lines.add(fields("", "error", error));
        }
        return lines;
    }

    private SignedDocumentValidator validator(String path) {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(path));
        CommonCertificateVerifier offline = new CommonCertificateVerifier(true);
        offline.setTrustedCertSources(anchors);
        if (!revocationLists.isEmpty()) {
            offline.setCrlSource(new ExternalResourcesCRLSource(revocationLists.toArray(DSSDocument[]::new)));
        }
        validator.setCertificateVerifier(offline);
        if (validator instanceof PDFDocumentValidator pdf) {   // rendering both revisions of each page is ten times as slow
            DefaultPdfDifferencesFinder differences = new DefaultPdfDifferencesFinder();
            differences.setMaximalPagesAmountForVisualComparison(0);
            ServiceLoaderPdfObjFactory factory = new ServiceLoaderPdfObjFactory();
            factory.setPdfDifferencesFinder(differences);
            pdf.setPdfObjFactory(factory);
        }
        return validator;
    }

    private static String messages(List<?> messages) {
        List<String> texts = new ArrayList<>();
        for (Object message : messages) {
            texts.add(message instanceof Message m ? m.getKey() + " " + m.getValue() : String.valueOf(message));
        }
        return String.join("; ", texts);
    }

    private static String fields(Object... values) {
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            texts.add(value == null ? "" : String.valueOf(value).replaceAll("\\s+", " "));
        }
        return String.join("\t", texts);
    }
}
