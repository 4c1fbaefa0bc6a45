/* Values by slot, for slots that are given out in a row and never twice: in pages of slots that
 * follow each other, so that what was given out together lies together. What looks at a million in
 * their order misses the processor's caches once in a page, where a table that scatters slots does
 * at each.
 *
 * The pages are in a hash table with open addressing, by number. A page in which nothing is left
 * goes, so that one value that is kept costs a page at most; but for the page that is being filled,
 * since its slots are often emptied one by one. */
#include "_crossing_import.h"

#define FEWEST_PLACES 16

static inline uint32_t
number_of(uint32_t slot)
{
    return slot / PAGE_SLOTS;
}

/* Numbers come in a row: multiplied by the golden ratio they lie apart (Knuth 6.4). */
static inline size_t
home(const slot_pages *pages, uint32_t number)
{
    return (size_t)((uint32_t)(number * 2654435769u) >> pages->shift);
}

/* The place of a page, or the free place where it would be put. */
static inline slot_page **
find_place(const slot_pages *pages, uint32_t number)
{
    size_t mask = pages->capacity - 1, at = home(pages, number);
    while (pages->places[at] != NULL && pages->places[at]->number != number) {
        at = (at + 1) & mask;
    }
    return &pages->places[at];
}

static int
resize(slot_pages *pages, size_t capacity)
{
    slot_page **former = pages->places, **places;
    size_t count = pages->capacity;
    capacity = capacity < FEWEST_PLACES ? FEWEST_PLACES : capacity;
    if ((places = PyMem_Calloc(capacity, sizeof(slot_page *))) == NULL) {
        return -1;
    }
    pages->places = places;
    pages->capacity = capacity;
    for (pages->shift = 32; capacity > 1; capacity >>= 1) {
        pages->shift--;
    }
    for (size_t i = 0; i < count; i++) {
        if (former[i] != NULL) {
            *find_place(pages, former[i]->number) = former[i];
        }
    }
    PyMem_Free(former);
    return 0;
}

/* Close the gap that a page leaves (Knuth 6.4, algorithm R), and keep or free the page. */
static void
remove_page(slot_pages *pages, slot_page *page)
{
    slot_page **places = pages->places;
    size_t mask = pages->capacity - 1, gap = (size_t)(find_place(pages, page->number) - places);
    for (size_t at = (gap + 1) & mask; places[at] != NULL; at = (at + 1) & mask) {
        if (((at - home(pages, places[at]->number)) & mask) >= ((at - gap) & mask)) {
            places[gap] = places[at];
            gap = at;
        }
    }
    places[gap] = NULL;
    pages->count--;
    pages->recent = pages->recent == page ? NULL : pages->recent;
    pages->filling = pages->filling == page ? NULL : pages->filling;
    if (pages->spare == NULL) {
        pages->spare = page;
    } else {
        PyMem_Free(page);
    }
    if (pages->capacity > FEWEST_PLACES && pages->count < pages->capacity / 16) {
        (void)resize(pages, pages->capacity / 4); /* without memory for it, it stays large */
    }
}

/* The page of a slot, NULL where there is none. */
static inline slot_page *
find_page(slot_pages *pages, uint32_t slot)
{
    slot_page *page = pages->recent;
    if (page != NULL && page->number == number_of(slot)) {
        return page;
    }
    if (pages->count == 0) {
        return NULL;
    }
    page = *find_place(pages, number_of(slot));
    if (page != NULL) {
        pages->recent = page;
    }
    return page;
}

/* Make the page of a slot the one that is filled; NULL where there is no memory. */
static slot_page *
turn_to(slot_pages *pages, uint32_t slot)
{
    if (pages->filling != NULL && pages->filling->used == 0) {
        remove_page(pages, pages->filling);
    }
    slot_page *page = find_page(pages, slot);
    if (page == NULL) {
        if (pages->count >= pages->capacity / 2 && resize(pages, pages->capacity * 2) < 0) {
            return NULL;
        }
        page = pages->spare != NULL ? pages->spare : PyMem_Calloc(1, sizeof(slot_page));
        if (page == NULL) {
            return NULL;
        }
        pages->spare = NULL;
        page->number = number_of(slot);
        *find_place(pages, page->number) = page;
        pages->count++;
    }
    pages->filling = page;
    return page;
}

int
slots_put(slot_pages *pages, uint32_t slot, PyObject *value)
{
    slot_page *page = pages->filling;
    if ((page == NULL || page->number != number_of(slot)) &&
        (page = turn_to(pages, slot)) == NULL) {
        return -1;
    }
    Py_INCREF(value);
    page->values[slot % PAGE_SLOTS] = value;
    page->used++;
    pages->used++;
    return 0;
}

PyObject *
slots_get(slot_pages *pages, uint32_t slot)
{
    const slot_page *page = find_page(pages, slot);
    return page == NULL ? NULL : page->values[slot % PAGE_SLOTS];
}

PyObject *
slots_pop(slot_pages *pages, uint32_t slot)
{
    slot_page *page = find_page(pages, slot);
    PyObject *value = page == NULL ? NULL : page->values[slot % PAGE_SLOTS];
    if (value != NULL) {
        page->values[slot % PAGE_SLOTS] = NULL;
        pages->used--;
        if (--page->used == 0 && page != pages->filling) {
            remove_page(pages, page);
        }
    }
    return value;
}

bool
slots_next(const slot_pages *pages, slot_cursor *cursor)
{
    for (; cursor->place < pages->capacity; cursor->place++, cursor->index = 0) {
        const slot_page *page = pages->places[cursor->place];
        while (page != NULL && cursor->index < PAGE_SLOTS) {
            uint32_t index = cursor->index++;
            if (page->values[index] != NULL) {
                cursor->slot = page->number * PAGE_SLOTS + index;
                cursor->value = page->values[index];
                return true;
            }
        }
    }
    return false;
}

void
slots_clear(slot_pages *pages)
{
    /* What goes with a value may look into the table, which is empty by then. */
    slot_pages former = *pages;
    slot_cursor cursor = {0};
    memset(pages, 0, sizeof(*pages));
    while (slots_next(&former, &cursor)) {
        Py_DECREF(cursor.value);
    }
    for (size_t i = 0; i < former.capacity; i++) {
        PyMem_Free(former.places[i]);
    }
    PyMem_Free(former.places);
    PyMem_Free(former.spare);
}
