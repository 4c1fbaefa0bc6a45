/* Many closures in one crossing: see runtime/engine/relay.py. */
#ifndef WASMLOOP_CROSSING_RELAY_H
#define WASMLOOP_CROSSING_RELAY_H

#include "_crossing_heap.h"

/* As in runtime/engine/relay.py. */
#define RELAY_MOST 32
#define RELAY_KNOWN 64

struct relay_object {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    barrier_object *barrier;
    closure_list *list;
    uint32_t undefined;     /* the handle that a closure gets which takes a value */
    PyObject *open;         /* () -> (program, memory, place), or None; NULL once it was asked */
    Py_ssize_t wait;        /* so many closures are called singly before it is asked */
    program_object *program; /* of the helper module's `run`; NULL while there is none */
    memory_access memory;   /* the sink's */
    uint32_t at;            /* where the baton lies in it */
    PyTypeObject *closure_type;
    heap_closure_object *taken[RELAY_MOST]; /* what is to be called */
    uint32_t count;                         /* how many of them there are */
    /* Whose handles the sink knows, by place; borrowed: a closure that ends is forgotten. */
    heap_closure_object *known[RELAY_KNOWN];
    PyObject *paused; /* while closures are called; borrowed */
    /* And once it is paused: */
    heap_closure_object *current; /* the closure that runs */
    PyObject *context;            /* what it runs in */
};

#endif
