/**
 * Memory of the engine on a board: one arena, two sides.
 *
 * Chunks grow up from the beginning: a block that continues the one before becomes part of it (fxGrowChunks), so that
 * compaction sees one block. Everything else grows down from the end: the machine, its tables, the XS stack and blocks
 * of slots, of which adjacent ones merge as well (fxGrowSlots). When the two sides meet, the heap is full and the engine
 * calls fxAbort. No block ever moves; what is freed on the down side is kept for a request of the same size or less.
 */
#include "xsAll.h"
#include "engine.h"

/** Precedes a block of the down side. */
typedef struct block_header {
    uint32_t octets;              /* of the block without this header */
    struct block_header *next;    /* in the list of free blocks */
} block_header_t;

static uint8_t *arena_start;
static uint8_t *arena_end;
static uint8_t *chunk_top;        /* first octet above the chunks */
static uint8_t *low_side;         /* first octet of the down side */
static block_header_t *free_blocks;
static void *c_stack_limit;

void xs_arena_set(void *arena, size_t octets)
{
    uintptr_t start = ((uintptr_t)arena + 7u) & ~(uintptr_t)7u;
    uintptr_t end = ((uintptr_t)arena + octets) & ~(uintptr_t)7u;
    arena_start = chunk_top = (uint8_t *)start;
    arena_end = low_side = (uint8_t *)end;
    free_blocks = NULL;
}

void xs_c_stack_limit_set(void *lowest)
{
    c_stack_limit = lowest;
}

char *fxCStackLimit(void)
{
    return (char *)c_stack_limit;
}

/** Takes from the down side; NULL where the sides would meet. */
static void *take_down(size_t octets)
{
    octets = (octets + 7u) & ~(size_t)7u;
    if (octets > (size_t)(low_side - chunk_top))
        return NULL;
    low_side -= octets;
    return low_side;
}

void *xs_arena_allocate(size_t octets)
{
    octets = (octets + 7u) & ~(size_t)7u;
    for (block_header_t **at = &free_blocks; *at != NULL; at = &(*at)->next) {
        block_header_t *block = *at;
        if (block->octets >= octets) {
            *at = block->next;
            return block + 1;
        }
    }
    block_header_t *block = take_down(octets + sizeof(block_header_t));
    if (block == NULL)
        return NULL;
    block->octets = (uint32_t)octets;
    return block + 1;
}

void *xs_arena_allocate_clear(size_t count, size_t octets)
{
    void *block = xs_arena_allocate(count * octets);
    if (block != NULL)
        memset(block, 0, count * octets);
    return block;
}

void *xs_arena_resize(void *block, size_t octets)
{
    if (block == NULL)
        return xs_arena_allocate(octets);
    block_header_t *header = (block_header_t *)block - 1;
    if (octets <= header->octets)
        return block;
    void *moved = xs_arena_allocate(octets);
    if (moved == NULL)
        return NULL;
    memcpy(moved, block, header->octets);
    xs_arena_free(block);
    return moved;
}

void xs_arena_free(void *block)
{
    if (block == NULL)
        return;
    block_header_t *header = (block_header_t *)block - 1;
    header->next = free_blocks;
    free_blocks = header;
}

void *fxAllocateChunks(txMachine *the, txSize octets)
{
    (void)the;
    size_t rounded = ((size_t)octets + 7u) & ~(size_t)7u;
    if (rounded > (size_t)(low_side - chunk_top))
        return NULL;
    void *block = chunk_top;
    chunk_top += rounded;
    return block;
}

void fxFreeChunks(txMachine *the, void *block)
{
    (void)the;
    (void)block;
}

txSlot *fxAllocateSlots(txMachine *the, txSize count)
{
    (void)the;
    return take_down((size_t)count * sizeof(txSlot));
}

void fxFreeSlots(txMachine *the, void *slots)
{
    (void)the;
    (void)slots;
}

/**
 * The engine grows chunks only when a compaction found no room, so what they hold was once needed; but it never gives back,
 * and slots cannot take what chunks hold. Between two tasks nothing in C points into a chunk, so they may be compacted.
 */
void xs_tidy(txMachine *the, size_t least_free)
{
    static uint8_t *tidied;       /* where the chunks ended after the last time: no use before they have grown again */
    if ((size_t)(low_side - chunk_top) >= least_free || chunk_top == tidied)
        return;
    fxCollect(the, XS_COMPACT_FLAG);
    txBlock *block = the->firstBlock;
    if (block != NULL && (uint8_t *)block->limit == chunk_top) {
        uint8_t *top = arena_start + (((size_t)((uint8_t *)block->current - arena_start) + 7u) & ~(size_t)7u);
        the->maximumChunksSize -= (txSize)(chunk_top - top);
        block->limit = (txByte *)top;
        chunk_top = top;
    }
    tidied = chunk_top;
}

void xs_usage_read(txMachine *the, struct xs_usage *usage)
{
    uint32_t slots_held = 0;
    for (txSlot *heap = the->firstHeap; heap != NULL; heap = heap->next)
        slots_held += (uint32_t)((uint8_t *)heap->value.reference - (uint8_t *)heap);
    usage->arena = (uint32_t)(arena_end - arena_start);
    usage->slots_used = (uint32_t)the->currentHeapCount * sizeof(txSlot);
    usage->slots_peak = (uint32_t)the->peakHeapCount * sizeof(txSlot);
    usage->slots_held = slots_held;
    usage->chunks_used = (uint32_t)the->currentChunksSize;
    usage->chunks_peak = (uint32_t)the->peakChunksSize;
    usage->chunks_held = (uint32_t)(chunk_top - arena_start);
    usage->stack_held = (uint32_t)((uint8_t *)the->stackTop - (uint8_t *)the->stackBottom);
    usage->stack_peak = xs_stack_peak(the);
    usage->aliases = (uint32_t)the->aliasCount * sizeof(txSlot *);
    usage->fixed = (uint32_t)(arena_end - low_side) - slots_held;
    usage->free = (uint32_t)(low_side - chunk_top);
}
