import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Judges PDFs by the PDF/A flavour that their own XMP claims. Reads one path a line; answers with one line each, of
 * fields set apart by tabs: path, flavour, "true" or "false" or "error", and what is broken (clause, test, message).
 */
public final class PdfaJudge {
    public static void main(String[] none) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        VeraPDFFoundry foundry = Foundries.defaultInstance();
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            answers.println(path + "\t" + judged(foundry, path));
        }
    }

    private static String judged(VeraPDFFoundry foundry, String path) {
        try (InputStream data = new FileInputStream(path); PDFAParser parser = foundry.createParser(data)) {
            PDFAFlavour flavour = parser.getFlavour();
            try (PDFAValidator validator = foundry.createValidator(flavour, false)) {
                ValidationResult result = validator.validate(parser);
                TreeSet<String> broken = new TreeSet<>();
                for (TestAssertion assertion : result.getTestAssertions()) {
                    if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                        broken.add(assertion.getRuleId().getClause() + " t" + assertion.getRuleId().getTestNumber() + " " + assertion.getMessage());
                    }
                }
                return flavour.getId() + "\t" + result.isCompliant() + "\t" + oneLine(String.join("; ", broken));
            }
        } catch (Exception | StackOverflowError error) {
            return "\terror\t" + oneLine(error.toString());
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
