/**
 * Puts the entries of maps and sets where the machine will look for them on the board.
 *
 * The engine sums a key that is an object by its place: in memory as a rule, in the image where it is the image's
 * (hal/xs/engine/image-keys.patch). The places are known once it is known what the image holds.
 */
#include "image.h"

/** The sum of a key as the machine on the board will make it. */
static txU4 sum_on_board(const txSlot *key)
{
    txSlot copy = *key;
    if (copy.kind == XS_REFERENCE_KIND)
        copy.value.reference = (txSlot *)(uintptr_t)rom_slot_offset(key->value.reference);
    return fxSumEntry(rom_image.the, &copy);
}

static int by_address(const void *left, const void *right)
{
    const txSlot *a = *(txSlot *const *)left;
    const txSlot *b = *(txSlot *const *)right;
    return a < b ? -1 : a > b;
}

txSlot **rom_table_entries(const txSlot *table)
{
    size_t count = 0;
    for (txSize i = 0; i < table->value.table.length; i++)
        for (const txSlot *entry = table->value.table.address[i]; entry != NULL; entry = entry->next)
            count++;
    txSlot **entries = calloc(count + 1, sizeof(txSlot *));
    count = 0;
    for (txSize i = 0; i < table->value.table.length; i++)
        for (txSlot *entry = table->value.table.address[i]; entry != NULL; entry = entry->next)
            entries[count++] = entry;
    qsort(entries, count, sizeof(txSlot *), by_address);
    return entries;
}

static void rehash(txSlot *table)
{
    txSlot **entries = rom_table_entries(table);
    txSlot **places = table->value.table.address;
    memset(places, 0, (size_t)table->value.table.length * sizeof(txSlot *));
    for (size_t i = 0; entries[i] != NULL; i++) {
        txSlot *entry = entries[i];
        entry->value.entry.sum = sum_on_board(entry->value.entry.slot);
        txSlot **place = &places[entry->value.entry.sum & ((txU4)table->value.table.length - 1)];
        entry->next = *place;
        *place = entry;
    }
    free(entries);
}

void rom_rehash(void)
{
    for (size_t i = 0; i < rom_image.slot_count; i++) {
        txSlot *slot = rom_image.slots[i].slot;
        if (slot->kind == XS_MAP_KIND || slot->kind == XS_SET_KIND)
            rehash(slot);
    }
}
