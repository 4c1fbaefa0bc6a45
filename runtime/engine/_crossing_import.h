/* What serves a guest's imports in C: its JavaScript heap, its glue, and programs of imports. */
#ifndef WASMLOOP_CROSSING_IMPORT_H
#define WASMLOOP_CROSSING_IMPORT_H

#include "_crossing_values.h"

#define PAGE_SLOTS 32

/* So small that one value that is left in it costs little more than the value itself. */
typedef struct {
    uint32_t number; /* the first slot, divided by PAGE_SLOTS */
    uint32_t used;
    PyObject *values[PAGE_SLOTS]; /* NULL: the slot is empty */
} slot_page;

/* Values by slot (_crossing_slots.c); empty when all of it is zero. */
typedef struct {
    slot_page **places; /* a hash table by number */
    size_t capacity, count; /* of places; of pages */
    size_t used;            /* how many values */
    int shift;
    slot_page *recent;  /* the page that was looked at last, or NULL */
    slot_page *filling; /* the page that was put into last, or NULL; the only one that may be empty */
    slot_page *spare;   /* an empty page that is in no place, or NULL */
} slot_pages;

/* Where one goes through the values, in no order; all zero at the beginning. */
typedef struct {
    size_t place;
    uint32_t index;
    uint32_t slot;   /* of the value */
    PyObject *value; /* borrowed */
} slot_cursor;

/* Put a value into an empty slot; -1, and no exception, where there is no memory. */
int slots_put(slot_pages *, uint32_t, PyObject *);
/* The value in a slot, borrowed; NULL where there is none. */
PyObject *slots_get(slot_pages *, uint32_t);
/* Take a value out, to be owned by the caller; NULL where there is none. */
PyObject *slots_pop(slot_pages *, uint32_t);
/* Go on to the next value; nothing may be put or taken meanwhile. */
bool slots_next(const slot_pages *, slot_cursor *);
void slots_clear(slot_pages *);

typedef struct {
    PyObject_HEAD
    Py_ssize_t offset; /* of the first constant */
    Py_ssize_t lent;   /* the lowest slot that is lent */
    uint32_t last;     /* the greatest slot */
    uint32_t next;     /* the slot that is given out next */
    uint32_t limit;    /* the last one that is known to be free */
    PyObject **low;    /* lent values and constants, by slot */
    slot_pages owned;
    memory_access sink; /* where the sink and we tell each other of numbers, or neither */
    uint32_t numbers_at;
    PyObject *stray;     /* (slot, whether it was given out) -> exception */
    PyObject *exhausted; /* () -> exception */
    PyObject *null;      /* the second constant */
} handles_object;

uint32_t handles_put(handles_object *, PyObject *);
PyObject *handles_peek(handles_object *, uint32_t);
PyObject *handles_pop(handles_object *, uint32_t);
bool handles_owns(const handles_object *, uint32_t);

/* What imports know of their instance. All of it may be gone: the guest is not there yet, or it is
 * closed; then imports leave everything to Python. */
typedef struct {
    PyObject_HEAD
    barrier_object *barrier;
    handles_object *handles;
    memory_access access;
    PyObject *malloc, *free;
    bool takes_align;
    bool direct; /* both are functions of this extension */
    PyObject *leaving;     /* notes an exception that leaves into wasm */
    PyObject *caught;      /* gives one to the guest, if it may have it */
    PyObject *enter_scope; /* () -> epoch */
    PyObject *leave_scope;
} glue_object;

/* Place bytes in memory that Rust will free; -1 with an exception. */
int glue_place(glue_object *, const char *, Py_ssize_t, uint32_t *);
/* Free what the guest gave; -1 with an exception. */
int glue_free(glue_object *, uint32_t, uint32_t);

/* Ops beside those of values, for arguments and results of imports. */
enum {
    OP_HANDLE = 16, /* a JsValue by value */
    OP_LENT,        /* a JsValue by reference */
    OP_OWNED_TEXT,  /* a String */
    OP_BYTES,       /* a slice of u8 */
    OP_OWNED_BYTES, /* a vector of u8 */
    OP_CLOSURE,     /* a stack closure */
    OP_NUMBER       /* an f64 as a Number: an int where it is integral */
};

struct import_object {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    glue_object *glue;
    PyObject *target; /* NULL: the one argument is the result */
    bool has_target;
    bool makes; /* the target is a program, which makes a heap closure of two numbers */
    bool catches;     /* Rust wants exceptions as an Err */
    bool by_pointer;  /* the result goes to memory, and the first number says where */
    PyObject *params; /* bytes: kinds of the numbers */
    int result;       /* kind of the result, or -1 */
    PyObject *ops;    /* bytes: one for each argument, and one for the result; or none: it is left
                       * to Python altogether */
    unsigned char widths[FEW + 1]; /* how many numbers each of the ops takes */
    PyObject *generic;  /* () -> (imported, returned): the generated functions */
    PyObject *imported; /* serves the import in Python */
    PyObject *returned; /* lowers a result in Python */
    PyObject *makers;   /* tuple: make(ab, epoch) of each stack closure; NULL: not there yet */
    relay_object *relay; /* is told of the closures that the import was given; or NULL */
};

/* _crossing_import.c: how many numbers an op takes, -1 for one that there is not. The widths of an
 * import's own are written down. */
Py_ssize_t import_width(unsigned char);

/* Serve an import: numbers in, the result in the first of them. -1 with an exception. */
int import_run(import_object *, wasmtime_val_raw_t *);

/* _crossing_heap.c: what a program makes of a closure's two numbers. */
PyObject *heap_closure_new(PyObject *program, uint32_t a, uint32_t b);

/* _crossing_baton.c: a handle stands for a closure, if that is one, and the guest queues it. */
void relay_note(relay_object *, uint32_t handle, PyObject *closure);

/* _crossing_import_python.c: serve an import by its generated function, or lower what the target
 * gave by its other one, which notes itself what goes wrong. -1 with an exception. */
int import_leave_to_python(import_object *, wasmtime_val_raw_t *);
int import_lower_in_python(import_object *, PyObject *, wasmtime_val_raw_t *);
bool import_enter_frame(void);
void import_leave_frame(void);

#endif
