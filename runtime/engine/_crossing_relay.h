/* Many closures in one crossing: see runtime/engine/relay.py. */
#ifndef WASMLOOP_CROSSING_RELAY_H
#define WASMLOOP_CROSSING_RELAY_H

#include "_crossing_heap.h"

/* As in runtime/engine/relay.py. */
#define RELAY_MOST 32
#define RELAY_KNOWN 64

/* The baton, as runtime/engine/relay.py lays it out. */
typedef struct {
    uint32_t a, b;
    uint32_t shim;
    uint32_t argument;
    uint32_t root; /* of a known one: its handle */
    uint32_t known_by;
    uint32_t fallible;
    uint32_t unused;
} baton_entry;

typedef struct {
    uint32_t count, place, room, unnamed;
    uint64_t error; /* a Result as it was returned */
    uint32_t failed, unused[9];
    baton_entry entries[RELAY_MOST];
    baton_entry known[RELAY_KNOWN];
} baton;

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

/* _crossing_baton.c: where it lies, good until wasm runs; NULL where the guest is closed. */
baton *baton_of(const relay_object *);
void baton_write(const relay_object *, const heap_closure_object *, baton_entry *);

/* A closure of this guest's that takes nothing, or a JsValue, and returns nothing, or Result<(), _>. */
bool relay_can_run(const relay_object *, PyObject *);

/* _crossing_relay.c: relay(callback, first), relay.run(paused, adds), relay.pause(). */
PyObject *relay_take(PyObject *, PyObject *const *, size_t, PyObject *);
PyObject *relay_run(PyObject *, PyObject *const *, Py_ssize_t);
PyObject *relay_pause(PyObject *, PyObject *);

/* Forget what was taken. */
void relay_let_go(relay_object *);

/* _crossing_relay_type.c: have the helper module opened, if it can be; -1 with an exception. */
int relay_open(relay_object *);

#endif
