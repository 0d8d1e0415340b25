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

static void rehash(txSlot *table)
{
    txSlot **places = table->value.table.address;
    txSize count = table->value.table.length;
    txSlot *all = NULL;
    for (txSize i = 0; i < count; i++)
        while (places[i] != NULL) {
            txSlot *entry = places[i];
            places[i] = entry->next;
            entry->next = all;
            all = entry;
        }
    while (all != NULL) {
        txSlot *entry = all;
        all = entry->next;
        entry->value.entry.sum = sum_on_board(entry->value.entry.slot);
        txSlot **place = &places[entry->value.entry.sum & ((txU4)count - 1)];
        entry->next = *place;
        *place = entry;
    }
}

void rom_rehash(void)
{
    for (size_t i = 0; i < rom_image.slot_count; i++) {
        txSlot *slot = rom_image.slots[i].slot;
        if (slot->kind == XS_MAP_KIND || slot->kind == XS_SET_KIND)
            rehash(slot);
    }
}
