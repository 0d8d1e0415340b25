/**
 * The few printf forms that the engine's messages use: %s, %c, %d, %i, %u, %x with `l` or `h` and a width that is
 * ignored, %%. Anything else is copied as it stands. What does not fit is cut; the answer is the length of the whole.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

int xs_format_list(char *target, size_t room, const char *format, va_list arguments);
int xs_format(char *target, size_t room, const char *format, ...);

/** Where the text goes, and how long it would be. */
typedef struct sink {
    char *target;
    size_t room;
    size_t length;
} sink_t;

static void put(sink_t *sink, char letter)
{
    if (sink->length + 1 < sink->room)
        sink->target[sink->length] = letter;
    sink->length++;
}

static void put_text(sink_t *sink, const char *text)
{
    if (text == NULL)
        text = "?";
    while (*text != 0)
        put(sink, *text++);
}

static void put_number(sink_t *sink, uint32_t value, uint32_t base)
{
    char digits[12];
    unsigned count = 0;
    do {
        digits[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    while (count > 0)
        put(sink, digits[--count]);
}

int xs_format_list(char *target, size_t room, const char *format, va_list arguments)
{
    sink_t sink = { target, room, 0 };
    for (; *format != 0; format++) {
        if (*format != '%') {
            put(&sink, *format);
            continue;
        }
        const char *start = format++;
        while ((*format >= '0' && *format <= '9') || *format == 'l' || *format == 'h' || *format == '.')
            format++;
        switch (*format) {
        case 's':
            put_text(&sink, va_arg(arguments, const char *));
            break;
        case 'c':
            put(&sink, (char)va_arg(arguments, int));
            break;
        case 'd':
        case 'i': {
            int32_t value = va_arg(arguments, int32_t);
            if (value < 0)
                put(&sink, '-');
            put_number(&sink, value < 0 ? 0u - (uint32_t)value : (uint32_t)value, 10);
            break;
        }
        case 'u':
            put_number(&sink, va_arg(arguments, uint32_t), 10);
            break;
        case 'x':
            put_number(&sink, va_arg(arguments, uint32_t), 16);
            break;
        case '%':
            put(&sink, '%');
            break;
        default:
            for (format = start; *format == '%'; format++)
                put(&sink, *format);
            format--;
            break;
        }
    }
    if (room > 0)
        target[sink.length < room ? sink.length : room - 1] = 0;
    return (int)sink.length;
}

int xs_format(char *target, size_t room, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = xs_format_list(target, room, format, arguments);
    va_end(arguments);
    return length;
}
