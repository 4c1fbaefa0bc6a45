/* Programs: how Python enters a guest for one signature. See runtime/adapters/entries.py, which
 * generates the same in Python: the reference, and what a program hands all but the common case to.
 */
#ifndef WASMLOOP_CROSSING_ENTRY_H
#define WASMLOOP_CROSSING_ENTRY_H

#include "_crossing_import.h"

/* A function of the guest's: any callable of numbers; `compiled` where it is one of our own. */
typedef struct {
    PyObject *callable;
    function_object *compiled;
} entrance;

/* How a program's calls cross in memory, once that has been opened. */
typedef struct {
    PyObject *open;    /* () -> (run, at, results, refuse), or None; NULL once it was asked */
    Py_ssize_t wait;   /* so many calls before it is asked */
    PyObject *run;     /* run(): the helper module's; NULL while there is none */
    PyObject *results; /* bytes: one kind each */
    PyObject *refuse;  /* refuse(bytes): raises, of text that is no UTF-8 */
    uint32_t at;
} mailbox;

typedef struct closure_list closure_list;

/* Numbers that a result has at most, and words of eight bytes in which they lie behind a pointer. */
#define RESULT_PRIMS (VALUE_PRIMS + 2)

/* Of a result's op: it is a Result, whose last two numbers are an error's handle and whether. */
#define FALLIBLE 0x100

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall; /* makes closures, of a program that is for such */
    barrier_object *barrier;
    entrance enter;
    entrance allocate; /* __wbindgen_malloc, of a program with text */
    entrance release;  /* __wbindgen_free */
    bool aligned;      /* the last two have a parameter more */
    memory_access memory;
    mailbox mailbox;
    handles_object *handles; /* NULL: those of this guest are not in C */
    PyObject *promise_type;  /* of results that are to be handed out */
    PyObject *index;  /* place in the guest's table, of a closure's program */
    int32_t place;    /* the same */
    PyObject *slow;   /* slow(state, *arguments): the generated function */
    PyObject *ended;  /* ended(result, exception or None): its end alone */
    PyObject *mapped; /* mapped(state, *values, out=None), of closures of numbers */
    PyObject *epochs; /* the open ones, of a stack closure's program */
    closure_list *list;       /* of a heap closure's program: where its closures stand */
    PyObject *note_collected; /* note_collected(number, packed) */
    PyObject *state_of;       /* state_of(closure): its state as generated functions take it */
    PyObject *settle;         /* settle(state), after the last return of one that did not stay */
    PyObject *name;
    bool mutable;
    bool owned; /* a box stands behind its heap closures that somebody must free */
    bool fallible;
    unsigned short loud;     /* so many times a relay is not to take its closures */
    unsigned short patience; /* and how many that were the last time */
    unsigned char result; /* an op */
    unsigned char result_kinds[RESULT_PRIMS];
    int result_prims;
    int result_words; /* as which they come; 0: the one number comes as it is */
    Py_ssize_t count;
    Py_ssize_t required; /* arguments that must be given */
    unsigned char ops[FEW];
} program_object;

/* The numbers of one call. Text and handles are given to the guest last, in the order of the
 * arguments, when all else is known to be good. */
typedef struct {
    int count;
    int late;
    wasmtime_val_raw_t slots[FEW];
    PyObject *values[FEW]; /* what is to be given in place of a number, or NULL; borrowed */
    unsigned char kinds[FEW];
    struct {
        PyObject *value; /* to be given a handle, or NULL; borrowed */
        const char *data;
        Py_ssize_t size;
        int slot;
    } given[FEW];
} call_numbers;

/* Whether what it enters is there to be called. */
bool program_ready(const program_object *program);

/* As value_prims, of values that are numbers, text or handles. */
int entry_prims(unsigned char op, unsigned char *kinds);

/* Lower arguments behind the numbers that are there; false: the generated function is to do it. */
bool program_lower(program_object *program, PyObject *const *args, Py_ssize_t given,
                   call_numbers *numbers);

/* Call the guest and lift the result; what goes wrong ends as the generated function ends it. */
PyObject *program_run(program_object *program, call_numbers *numbers);

/* End with the exception that is set, as the generated function would. */
PyObject *program_end_raised(program_object *program);

/* Lift what wasm returned: numbers of these kinds. */
PyObject *program_finish(program_object *program, PyObject *kinds,
                         const wasmtime_val_raw_t *numbers);

/* Give a call to the generated function, with `self` before its arguments. */
PyObject *program_slow(program_object *program, PyObject *self, PyObject *const *args,
                       size_t nargsf, PyObject *kwnames);

/* _crossing_mailbox.c */

/* Whether the next call is to cross in memory; -1 with an exception, which is of no call. */
int mailbox_ready(program_object *program);
PyObject *mailbox_run(program_object *program, const call_numbers *numbers);
PyObject *program_by_mailbox(PyObject *, PyObject *);
void mailbox_clear(mailbox *);

/* How a closure begins, whichever kind it is of. */
typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    program_object *program;
    PyObject *packed; /* ab, where it was asked for */
    PyObject *dict;
    PyObject *weakrefs;
    int64_t ab;
} closure_head;

/* _crossing_closure.c */
void lead_with(call_numbers *numbers, closure_head *closure);
PyObject *closure_packed(PyObject *, void *);
PyObject *closure_name(PyObject *, void *);
PyObject *closure_signature(PyObject *, void *);
int closure_traverse(PyObject *, visitproc, void *);
int closure_clear(PyObject *);
void closure_free(PyObject *);
PyObject *stack_closure_make(PyObject *, PyObject *const *, size_t, PyObject *);

/* _crossing_heap.c */
PyObject *heap_closure_make(PyObject *, PyObject *const *, size_t, PyObject *);

#endif
