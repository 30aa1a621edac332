/* Codes one bilevel image as the data of a JBIG2 generic region (ISO/IEC 14492 6.2), lossless.
 *
 * Template 0 with its nominal adaptive pixels (6.2.5.3, 6.2.5.4), typical prediction on (6.2.5.7), arithmetic coder of
 * Annex E. The coder's state depends on every pixel before, so no array library can do this. The file is plain C99 without
 * Python's headers: a compiler alone builds it, and mask.py calls it through ctypes.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define CONTEXTS 65536
#define ROW_IS_TYPICAL 0x9B25 /* context in which "this row is like the one above" is coded (figure 8) */

typedef struct {
    uint16_t qe;
    uint8_t after_mps, after_lps, flips;
} Estimate;

/* Table E.1 */
static const Estimate ESTIMATES[47] = {
    {0x5601, 1, 1, 1},   {0x3401, 2, 6, 0},   {0x1801, 3, 9, 0},   {0x0AC1, 4, 12, 0},  {0x0521, 5, 29, 0},
    {0x0221, 38, 33, 0}, {0x5601, 7, 6, 1},   {0x5401, 8, 14, 0},  {0x4801, 9, 14, 0},  {0x3801, 10, 14, 0},
    {0x3001, 11, 17, 0}, {0x2401, 12, 18, 0}, {0x1C01, 13, 20, 0}, {0x1601, 29, 21, 0}, {0x5601, 15, 14, 1},
    {0x5401, 16, 14, 0}, {0x5101, 17, 15, 0}, {0x4801, 18, 16, 0}, {0x3801, 19, 17, 0}, {0x3401, 20, 18, 0},
    {0x3001, 21, 19, 0}, {0x2801, 22, 19, 0}, {0x2401, 23, 20, 0}, {0x2201, 24, 21, 0}, {0x1C01, 25, 22, 0},
    {0x1801, 26, 23, 0}, {0x1601, 27, 24, 0}, {0x1401, 28, 25, 0}, {0x1201, 29, 26, 0}, {0x1101, 30, 27, 0},
    {0x0AC1, 31, 28, 0}, {0x09C1, 32, 29, 0}, {0x08A1, 33, 30, 0}, {0x0521, 34, 31, 0}, {0x0441, 35, 32, 0},
    {0x02A1, 36, 33, 0}, {0x0221, 37, 34, 0}, {0x0141, 38, 35, 0}, {0x0111, 39, 36, 0}, {0x0085, 40, 37, 0},
    {0x0049, 41, 38, 0}, {0x0025, 42, 39, 0}, {0x0015, 43, 40, 0}, {0x0009, 44, 41, 0}, {0x0005, 45, 42, 0},
    {0x0001, 45, 43, 0}, {0x5601, 46, 46, 0},
};

typedef struct {
    uint32_t interval, code; /* registers A and C of Annex E */
    int shifts_left;         /* CT */
    int started;             /* the byte before the first does not exist, yet a carry may not run into it */
    uint8_t last;            /* B: the byte that a carry may still change */
    uint8_t *out;
    size_t used, room;
    uint8_t state[CONTEXTS], mps[CONTEXTS];
} Coder;

static void put(Coder *coder, uint8_t byte)
{
    if (coder->used < coder->room)
        coder->out[coder->used] = byte;
    coder->used++;
}

static void next_byte(Coder *coder, int bits)
{
    if (coder->started)
        put(coder, coder->last);
    coder->started = 1;
    coder->last = (uint8_t)(coder->code >> (27 - bits));
    coder->code &= (1u << (27 - bits)) - 1;
    coder->shifts_left = bits;
}

/* BYTEOUT (figure E.9): a byte 0xFF is followed by one of seven bits, so that no carry can pass it. */
static void byte_out(Coder *coder)
{
    if (coder->started && coder->last == 0xFF) {
        next_byte(coder, 7);
        return;
    }
    if (coder->code >= 0x8000000) {
        coder->last++; /* before the first byte no carry comes: the interval starts at 0x8000, twelve shifts below */
        coder->code &= 0x7FFFFFF;
    }
    next_byte(coder, coder->started && coder->last == 0xFF ? 7 : 8);
}

static void encode(Coder *coder, uint32_t context, int bit)
{
    const Estimate *estimate = &ESTIMATES[coder->state[context]];
    uint32_t qe = estimate->qe;

    coder->interval -= qe;
    if (bit == coder->mps[context]) {
        if (coder->interval & 0x8000) {
            coder->code += qe;
            return;
        }
        if (coder->interval < qe)
            coder->interval = qe;
        else
            coder->code += qe;
        coder->state[context] = estimate->after_mps;
    } else {
        if (coder->interval < qe)
            coder->code += qe;
        else
            coder->interval = qe;
        coder->mps[context] ^= estimate->flips;
        coder->state[context] = estimate->after_lps;
    }
    do {
        coder->interval <<= 1;
        coder->code <<= 1;
        if (--coder->shifts_left == 0)
            byte_out(coder);
    } while (!(coder->interval & 0x8000));
}

/* FLUSH (figure E.11), with the marker that ends the data */
static void flush(Coder *coder)
{
    uint32_t end = coder->code + coder->interval;

    coder->code |= 0xFFFF;
    if (coder->code >= end)
        coder->code -= 0x8000;
    coder->code <<= coder->shifts_left;
    byte_out(coder);
    coder->code <<= coder->shifts_left;
    byte_out(coder);
    put(coder, coder->last);
    if (coder->last != 0xFF)
        put(coder, 0xFF);
    put(coder, 0xAC);
}

static void encode_row(Coder *coder, const uint8_t *row, const uint8_t *above, const uint8_t *above2, size_t width)
{
    /* Each window slides with the pixel: five of the row but one above, seven of the row above, four before it. */
    uint32_t far = 0, near = 0, before = 0;
    size_t x;

    for (x = 0; x < 2 && x < width; x++)
        far = far << 1 | above2[x];
    for (; x < 2; x++)
        far <<= 1;
    for (x = 0; x < 3 && x < width; x++)
        near = near << 1 | above[x];
    for (; x < 3; x++)
        near <<= 1;
    for (x = 0; x < width; x++) {
        far = (far << 1 | (x + 2 < width ? above2[x + 2] : 0)) & 0x1F;
        near = (near << 1 | (x + 3 < width ? above[x + 3] : 0)) & 0x7F;
        encode(coder, far << 11 | near << 4 | before, row[x]);
        before = (before << 1 | row[x]) & 0xF;
    }
}

/* `pixels`: height x width bytes, 0 or 1 (black). `blank`: width bytes of 0. `work`: vanthu_jbig2_workspace() bytes.
 * Returns how many bytes the data have; where that is more than `room`, they are not whole and room must be given. */
size_t vanthu_jbig2_region(const uint8_t *pixels, size_t width, size_t height, const uint8_t *blank, void *work,
                           uint8_t *out, size_t room)
{
    Coder *coder = work;
    const uint8_t *above = blank, *above2 = blank;
    int was_typical = 0;
    size_t y;

    memset(coder, 0, sizeof *coder);
    coder->interval = 0x8000;
    coder->shifts_left = 12;
    coder->out = out;
    coder->room = room;
    for (y = 0; y < height; y++) {
        const uint8_t *row = pixels + y * width;
        int typical = memcmp(row, above, width) == 0;

        encode(coder, ROW_IS_TYPICAL, typical != was_typical);
        was_typical = typical;
        if (!typical)
            encode_row(coder, row, above, above2, width);
        above2 = above;
        above = row;
    }
    flush(coder);
    return coder->used;
}

size_t vanthu_jbig2_workspace(void)
{
    return sizeof(Coder);
}
