/* A PKCS#11 module that wraps another one and misbehaves as FAULTY_TOKEN says, for tests of what a person is told then.
 *
 * FAULTY_TOKEN_MODULE  the module behind it, which really signs (SoftHSM2)
 * FAULTY_TOKEN_LOG     gets one line for each login that reaches the token
 * FAULTY_TOKEN         one fault, numbers in hexadecimal but for counts:
 *     login=A4           C_Login answers so (CKR_PIN_LOCKED) and the token never sees the PIN
 *     flags=40000        these flags are set in the token's info (CKF_USER_PIN_LOCKED)
 *     sign=32@3          from the third signature on C_Sign answers so (CKR_DEVICE_REMOVED)
 *     flip@3             from the third signature on a bit of it is wrong
 *     slow=2@3           from the third on it takes so many seconds (decimal), and is right
 *     die@3              the driver crashes at the third signature
 *     mechanism=40       the token does not know this mechanism (CKM_SHA256_RSA_PKCS); several with commas
 *     pad=PIN            the token has a PIN pad, on which somebody enters PIN where no PIN comes from the program
 *     label=53e1bb9f     the token's label is of these bytes, 32 at most
 *     keyless            no private key is to be found
 *     certificate=FILE   every certificate reads as the one in FILE (DER)
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long word;
enum { OK = 0, GENERAL_ERROR = 5, MECHANISM_INVALID = 0x70, BUFFER_TOO_SMALL = 0x150 };
enum { CLASS = 0, VALUE = 0x11, IS_CERTIFICATE = 1, IS_PRIVATE_KEY = 3 };
/* Places in CK_FUNCTION_LIST (PKCS#11 2.40 section 3.6, in the order of its header). */
enum { FUNCTION_LIST = 3, TOKEN_INFO = 6, LOGIN = 18, ATTRIBUTE_VALUE = 24, FIND_INIT = 26, FIND = 27, SIGN_INIT = 42, SIGN = 43, CALLS = 68 };
enum { FLAGS_AT = 32 + 32 + 16 + 16 }; /* in CK_TOKEN_INFO: after label, maker, model and serial number */

struct list { unsigned char version[2]; void *call[CALLS]; };
struct attribute { word type; void *value; word size; };

static struct list *real, ours;
static int signatures, nothing_found;

/* The text after NAME= where the fault is this one, else NULL. */
static const char *fault(const char *name)
{
    const char *told = getenv("FAULTY_TOKEN");
    size_t length = strlen(name);
    if (told == NULL || strncmp(told, name, length) != 0)
        return NULL;
    return told + length + (told[length] == '=');
}

/* Whether the fault NAME is due: its count (after @) has come. */
static int due(const char *name)
{
    const char *told = fault(name), *count = told ? strchr(told, '@') : NULL;
    return told != NULL && signatures >= (count ? atoi(count + 1) : 1);
}

static word token_info(word slot, unsigned char *info)
{
    word answer = ((word (*)(word, unsigned char *))real->call[TOKEN_INFO])(slot, info);
    const char *label = fault("label");
    for (int at = 0; answer == OK && label != NULL && at < 32; at++) {
        unsigned int byte = ' ';
        if (*label != 0 && sscanf(label, "%2x", &byte) == 1)
            label += 2;
        info[at] = (unsigned char)byte;
    }
    const char *flags = fault("pad") ? "100" : fault("flags"); /* CKF_PROTECTED_AUTHENTICATION_PATH */
    if (answer == OK && flags != NULL) {
        word set;
        memcpy(&set, info + FLAGS_AT, sizeof set);
        set |= strtoul(flags, NULL, 16);
        memcpy(info + FLAGS_AT, &set, sizeof set);
    }
    return answer;
}

static word login(word session, word user, unsigned char *pin, word length)
{
    const char *answer = fault("login"), *path = getenv("FAULTY_TOKEN_LOG");
    FILE *log = path ? fopen(path, "a") : NULL;
    if (log != NULL) {
        fputs("login\n", log);
        fclose(log);
    }
    if (answer != NULL)
        return strtoul(answer, NULL, 16);
    if (pin == NULL && fault("pad")) {
        pin = (unsigned char *)fault("pad");
        length = strlen(fault("pad"));
    }
    return ((word (*)(word, word, unsigned char *, word))real->call[LOGIN])(session, user, pin, length);
}

static word real_attributes(word session, word object, struct attribute *wanted, word count)
{
    return ((word (*)(word, word, struct attribute *, word))real->call[ATTRIBUTE_VALUE])(session, object, wanted, count);
}

static word attributes(word session, word object, struct attribute *wanted, word count)
{
    const char *path = fault("certificate");
    word kind = 0, answer = real_attributes(session, object, wanted, count);
    struct attribute class_of = {CLASS, &kind, sizeof kind};
    static unsigned char other[8192];
    if (path == NULL || answer != OK || real_attributes(session, object, &class_of, 1) != OK || kind != IS_CERTIFICATE)
        return answer;
    for (word n = 0; n < count; n++) {
        FILE *file = wanted[n].type == VALUE ? fopen(path, "rb") : NULL;
        if (file == NULL)
            continue;
        word length = fread(other, 1, sizeof other, file);
        fclose(file);
        if (wanted[n].value != NULL && wanted[n].size < length)
            return BUFFER_TOO_SMALL;
        if (wanted[n].value != NULL)
            memcpy(wanted[n].value, other, length);
        wanted[n].size = wanted[n].value ? length : sizeof other;
    }
    return OK;
}

static word find_init(word session, struct attribute *wanted, word count)
{
    nothing_found = 0;
    for (word n = 0; fault("keyless") && n < count; n++)
        if (wanted[n].type == CLASS && *(word *)wanted[n].value == IS_PRIVATE_KEY)
            nothing_found = 1;
    return ((word (*)(word, struct attribute *, word))real->call[FIND_INIT])(session, wanted, count);
}

static word find(word session, word *objects, word most, word *found)
{
    word answer = ((word (*)(word, word *, word, word *))real->call[FIND])(session, objects, most, found);
    if (nothing_found)
        *found = 0;
    return answer;
}

static word sign_init(word session, word *mechanism, word key)
{
    const char *unknown = fault("mechanism");
    while (unknown != NULL) {
        if (*mechanism == strtoul(unknown, NULL, 16))
            return MECHANISM_INVALID;
        unknown = strchr(unknown, ',');
        unknown = unknown ? unknown + 1 : NULL;
    }
    return ((word (*)(word, word *, word))real->call[SIGN_INIT])(session, mechanism, key);
}

static word sign(word session, unsigned char *data, word length, unsigned char *signature, word *size)
{
    word answer;
    signatures += signature != NULL; /* asked without a place to put it, it only tells its length */
    if (due("sign"))
        return strtoul(fault("sign"), NULL, 16);
    if (due("die"))
        abort();
    if (signature != NULL && due("slow"))
        sleep(atoi(fault("slow")));
    answer = ((word (*)(word, unsigned char *, word, unsigned char *, word *))real->call[SIGN])(session, data, length, signature, size);
    if (answer == OK && signature != NULL && due("flip"))
        signature[*size / 2] ^= 1;
    return answer;
}

static word function_list(struct list **list)
{
    *list = &ours;
    return OK;
}

word C_GetFunctionList(struct list **list)
{
    if (real == NULL) {
        void *module = dlopen(getenv("FAULTY_TOKEN_MODULE"), RTLD_NOW);
        word (*give)(struct list **) = module ? (word (*)(struct list **))dlsym(module, "C_GetFunctionList") : NULL;
        if (give == NULL || give(&real) != OK)
            return GENERAL_ERROR;
        ours = *real;
        ours.call[FUNCTION_LIST] = function_list;
        ours.call[TOKEN_INFO] = token_info;
        ours.call[LOGIN] = login;
        ours.call[ATTRIBUTE_VALUE] = attributes;
        ours.call[FIND_INIT] = find_init;
        ours.call[FIND] = find;
        ours.call[SIGN_INIT] = sign_init;
        ours.call[SIGN] = sign;
    }
    return function_list(list);
}
