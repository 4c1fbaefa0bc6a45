/* Heap closures with a program, and what watches over those of one instance. */
#ifndef WASMLOOP_CROSSING_HEAP_H
#define WASMLOOP_CROSSING_HEAP_H

#include "_crossing_entry.h"

/* In the order of Status there. */
enum { LIVE, RUNNING, DROPPING, DROPPED, CLOSED, STATUS_COUNT };

typedef struct heap_closure_object {
    closure_head head;
    /* Neighbours among those that are neither dropped nor collected; borrowed. */
    struct heap_closure_object *before;
    struct heap_closure_object *after;
    long long number;
    unsigned char status;
    bool listed;
    unsigned char loud;     /* so many times a relay is not to take it (_crossing_relay.c) */
    unsigned char known_by; /* the place, from 1, by which the relay knows it; 0: it does not */
} heap_closure_object;

struct closure_list {
    PyObject_HEAD
    PyObject *drop_for_sink; /* what serves the two imports where a closure is none of these */
    PyObject *drop_for_rust;
    program_object *destroy; /* of the export that destroys closures; NULL: leave it to Python */
    heap_closure_object *first;
    heap_closure_object *last;
    Py_ssize_t count;
    long long made;
    relay_object *relay; /* of the same guest; borrowed */
};

/* _crossing_heap.c: Rust drops it; tell whether that was its end. While it runs, its end is its last
 * return. */
bool heap_closure_drop(heap_closure_object *);

/* After the last return of one that was dropped or closed while it ran: the result, or NULL. */
PyObject *settle_closure(heap_closure_object *, PyObject *);

/* _crossing_closure_list.c: give a number, and watch over it; or no longer. */
void closure_list_add(closure_list *, heap_closure_object *);
void closure_list_remove(closure_list *, heap_closure_object *);

/* Whether what is to be done at a closure's end is done here; do it, if the box is the host's. */
bool closure_list_destroys(const heap_closure_object *);
int closure_list_destroy(heap_closure_object *);

/* _crossing_baton.c: a closure has ended. */
void relay_forget(heap_closure_object *);

#endif
