/** The growing regions of the image, with equal strings and big integers stored once. */
#include "image.h"

/** Places of octets that are shared, by hash. */
#define SHARE_BUCKETS 4096
typedef struct shared {
    struct shared *next;
    uint32_t offset;
    size_t count;
    size_t alignment;
} shared_t;
static shared_t *buckets[SHARE_BUCKETS];

uint32_t rom_region_add(rom_region_t *region, rom_word_t word)
{
    if (region->count == region->room) {
        region->room = region->room == 0 ? 4096 : region->room * 2;
        region->words = realloc(region->words, region->room * sizeof(rom_word_t));
    }
    region->words[region->count++] = word;
    return (uint32_t)(region->count - 1) * 4;
}

uint32_t rom_octets_add(rom_octets_t *region, const void *octets, size_t count, size_t alignment)
{
    size_t start = (region->count + alignment - 1) & ~(alignment - 1);
    if (start + count > region->room) {
        region->room = (start + count) * 2;
        region->items = realloc(region->items, region->room);
    }
    memset(region->items + region->count, 0, start - region->count);
    memcpy(region->items + start, octets, count);
    region->count = start + count;
    return (uint32_t)start;
}

uint32_t rom_octets_share(const void *octets, size_t count, size_t alignment, unsigned owner)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ ((const uint8_t *)octets)[i]) * 16777619u;
    shared_t **bucket = &buckets[hash % SHARE_BUCKETS];
    for (shared_t *shared = *bucket; shared != NULL; shared = shared->next)
        if (shared->count == count && shared->offset % alignment == 0 && memcmp(rom_image.octets.items + shared->offset, octets, count) == 0)
            return shared->offset;
    shared_t *shared = malloc(sizeof(shared_t));
    size_t before = rom_image.octets.count;
    *shared = (shared_t){ *bucket, rom_octets_add(&rom_image.octets, octets, count, alignment), count, alignment };
    *bucket = shared;
    rom_image.costs[owner].chunks += (uint32_t)(rom_image.octets.count - before);
    return shared->offset;
}
