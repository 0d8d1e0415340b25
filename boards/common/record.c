#include "record.h"

#include "board.h"

static void put(struct record *record, char octet)
{
    if (record->length + 1 < record->room) record->text[record->length++] = octet;
}

static void put_decimal(struct record *record, uint32_t value)
{
    char digits[10];
    unsigned count = 0;
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    while (count > 0) put(record, digits[--count]);
}

static void put_nibbles(struct record *record, uint32_t value, unsigned count)
{
    while (count-- > 0) put(record, "0123456789abcdef"[(value >> (4 * count)) & 15]);
}

static void put_key(struct record *record, const char *key)
{
    put(record, ' ');
    record_raw(record, key);
    put(record, '=');
}

void record_begin(struct record *record, char *text, size_t room, const char *level, const char *code)
{
    record->text = text;
    record->room = room;
    record->length = 0;
    put(record, 'L');
    put_decimal(record, board_now_ms());
    put(record, ' ');
    record_raw(record, level);
    put(record, ' ');
    record_raw(record, code);
}

void record_raw(struct record *record, const char *text)
{
    while (*text != '\0') put(record, *text++);
}

void record_raw_hex(struct record *record, uint32_t value)
{
    record_raw(record, "0x");
    put_nibbles(record, value, 8);
}

void record_text(struct record *record, const char *key, const char *value)
{
    put_key(record, key);
    record_escaped(record, value);
}

void record_escaped(struct record *record, const char *value)
{
    for (; *value != '\0'; value++) {
        unsigned octet = (unsigned char)*value;
        if (octet <= 0x20 || octet >= 0x7F || octet == '%') {
            put(record, '%');
            put_nibbles(record, octet, 2);
        } else {
            put(record, *value);
        }
    }
}

void record_number(struct record *record, const char *key, uint32_t value)
{
    put_key(record, key);
    put_decimal(record, value);
}

void record_hex(struct record *record, const char *key, uint32_t value)
{
    put_key(record, key);
    record_raw_hex(record, value);
}

size_t record_end(struct record *record)
{
    if (record->room == 0) return 0;
    record->text[record->length++] = '\n';
    return record->length;
}

void record_write(struct record *record)
{
    size_t length = record_end(record);
    board_console_write(record->text, length);
}
