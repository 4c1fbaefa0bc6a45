/* What the C files of runtime.engine._crossing share.
 *
 * The few declarations of Wasmtime's C API (wasmtime.h, releases 45 to 50) that the hot crossings
 * need are repeated here, so that neither headers nor the library are needed to build. The
 * addresses come from Python, where ctypes has loaded the library; runtime.engine._wasmtime_compiled
 * proves all of it on a small module before a guest gets to see it.
 */
#ifndef WASMLOOP_CROSSING_H
#define WASMLOOP_CROSSING_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef Py_GIL_DISABLED
#error "the compiled crossing relies on the GIL: the plain one serves free-threaded Python"
#endif

typedef struct wasmtime_context wasmtime_context_t;
typedef struct wasmtime_caller wasmtime_caller_t;
typedef struct wasmtime_error wasmtime_error_t;
typedef struct wasmtime_module wasmtime_module_t;
typedef struct wasm_functype_t wasm_functype_t;
typedef struct wasm_trap_t wasm_trap_t;

typedef struct {
    uint64_t store_id;
    void *opaque;
} wasmtime_func_t;

typedef struct {
    uint64_t store_id;
    uint32_t opaque[4];
} wasmtime_memory_t;

typedef struct {
    uint64_t store_id;
    size_t index;
} wasmtime_instance_t;

/* What an instance exports or imports. Memories, tables and globals are of one size. */
typedef struct {
    uint8_t kind;
    union {
        wasmtime_func_t func;
        wasmtime_memory_t memory;
    } of;
} wasmtime_extern_t;

#define EXTERN_FUNC 0

/* A number lies in the low bytes, little-endian; the rest is for v128, which never crosses. */
typedef union {
    int32_t i32;
    int64_t i64;
    uint64_t bits;
    float f32;
    double f64;
    uint8_t v128[16];
} wasmtime_val_raw_t;

typedef wasm_trap_t *(*host_callback)(void *, wasmtime_caller_t *, wasmtime_val_raw_t *, size_t);

/* In the order of SYMBOLS in _wasmtime_compiled.py. */
typedef struct {
    wasmtime_error_t *(*func_call_unchecked)(
        wasmtime_context_t *, const wasmtime_func_t *, wasmtime_val_raw_t *, size_t, wasm_trap_t **);
    void (*func_new_unchecked)(wasmtime_context_t *, const wasm_functype_t *, host_callback, void *,
                               void (*)(void *), wasmtime_func_t *);
    wasmtime_error_t *(*instance_new)(wasmtime_context_t *, const wasmtime_module_t *,
                                      const wasmtime_extern_t *, size_t, wasmtime_instance_t *,
                                      wasm_trap_t **);
    bool (*instance_export_get)(wasmtime_context_t *, const wasmtime_instance_t *, const char *,
                                size_t, wasmtime_extern_t *);
    uint8_t *(*memory_data)(const wasmtime_context_t *, const wasmtime_memory_t *);
    size_t (*memory_data_size)(const wasmtime_context_t *, const wasmtime_memory_t *);
    wasmtime_error_t *(*memory_grow)(wasmtime_context_t *, const wasmtime_memory_t *, uint64_t,
                                     uint64_t *);
    wasm_trap_t *(*trap_new)(const char *, size_t);
    void (*trap_delete)(wasm_trap_t *);
    void (*error_delete)(wasmtime_error_t *);
} wasmtime_api;

#define SYMBOL_COUNT (sizeof(wasmtime_api) / sizeof(void *))

/* Value kinds, as wasmtime_valkind_t numbers them. */
enum { KIND_I32, KIND_I64, KIND_F32, KIND_F64 };

typedef struct store_object store_object;
typedef struct import_object import_object;
typedef struct relay_object relay_object;

/* A Python function that wasm may call. Owned by its store's list and freed after the wasmtime
 * store is: so wasmtime needs no finalizer, which it could run without the GIL. */
typedef struct host_function {
    struct host_function *next;
    store_object *store;
    PyObject *callable; /* NULL until the first call, of one that is made by then */
    import_object *import; /* the same, if that is one */
    PyObject *make;     /* place -> callable; NULL once that is there */
    Py_ssize_t place;
    PyObject *params;   /* bytes: one kind each */
    int result;         /* a kind, or -1 */
} host_function;

struct store_object {
    PyObject_HEAD
    wasmtime_api api;
    wasmtime_context_t *context; /* NULL once closed */
    unsigned long thread;
    int depth;                   /* wasm calls under way */
    PyObject *owner;             /* wasmtime.Store; see store_traverse */
    PyObject *make_trap;         /* address of a wasm_trap_t, which it takes over -> exception */
    PyObject *make_error;        /* the same for a wasmtime_error_t */
    PyObject *closed_error;
    PyObject *thread_error;
    host_function *hosts;
    /* Raised by a host function, on its way through wasm frames to the nearest wasm call. One slot
     * will do: wasm cannot catch the trap, so no Python code runs before that call takes it. */
    PyObject *raised;
#if PY_VERSION_HEX < 0x030C0000
    PyObject *raised_type;
    PyObject *raised_traceback;
#endif
};

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    store_object *store;
    wasmtime_func_t handle;
    PyObject *params;  /* bytes: one kind each */
    PyObject *results; /* the same */
    PyObject *name;
} function_object;

typedef struct {
    PyObject_HEAD
    store_object *store;
    wasmtime_memory_t handle;
} memory_object;

/* Whether a guest may be entered, and through which program it last was. */
typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    unsigned long thread;
    char shut;
    unsigned long long entry;   /* number of the innermost call of a program's under way; 0: none */
    unsigned long long entries; /* the last such number */
    relay_object *relay;        /* what calls closures now and is to be paused, or NULL; borrowed */
} barrier_object;

/* The types of this module, and what is kept for all of it. */
typedef struct {
    PyTypeObject *store_type;
    PyTypeObject *function_type;
    PyTypeObject *memory_type;
    PyTypeObject *barrier_type;
    PyTypeObject *window_type;
    PyTypeObject *program_type;
    PyTypeObject *stack_closure_type;
    PyTypeObject *heap_closure_type;
    PyTypeObject *closure_list_type;
    PyTypeObject *handles_type;
    PyTypeObject *glue_type;
    PyTypeObject *import_type;
    PyTypeObject *relay_type;
} module_state;

/* Beyond this many values a call allocates; no signature of wasm-bindgen comes near. */
#define FEW 16

/* _crossing_call.c */
extern PyType_Spec function_spec;
PyObject *function_call(PyObject *, PyObject *const *, size_t, PyObject *);
wasm_trap_t *host_entry(void *, wasmtime_caller_t *, wasmtime_val_raw_t *, size_t);
int settle(store_object *, wasmtime_error_t *, wasm_trap_t *);
int check_usable(store_object *);
PyObject *lift_results(PyObject *, const wasmtime_val_raw_t *);
int number_lower(int, PyObject *, wasmtime_val_raw_t *);
import_object *as_import(store_object *, PyObject *);
int function_enter(function_object *, wasmtime_val_raw_t *, size_t);

/* _crossing_context.c */
PyObject *run_in(PyObject *, PyObject *const *, Py_ssize_t);

/* _crossing_interrupt.c */
PyObject *interrupt_on(PyObject *, PyObject *);
PyObject *interrupt_not_now(PyObject *, PyObject *);
PyObject *interrupt_off(PyObject *, PyObject *);
PyObject *handle_once(PyObject *, PyObject *);

/* _crossing_memory.c */
extern PyType_Spec memory_spec;
uint8_t *memory_locate(memory_object *, Py_ssize_t, Py_ssize_t);

/* _crossing_barrier.c */
extern PyType_Spec barrier_spec;

/* _crossing_relay.c: pause the relay of a barrier that has one; -1 with an exception. */
extern PyType_Spec relay_spec;
int relay_halt(barrier_object *);

/* _crossing_program.c */
extern PyType_Spec program_spec;
PyObject *raise_again(PyObject *, PyObject *);

/* _crossing_closure.c */
extern PyType_Spec stack_closure_spec;

/* _crossing_heap.c, _crossing_closure_list.c */
extern PyType_Spec heap_closure_spec;
extern PyType_Spec closure_list_spec;

/* _crossing_window.c */
extern PyType_Spec window_spec;

/* _crossing_handles.c, _crossing_glue.c, _crossing_import.c */
extern PyType_Spec handles_spec;
extern PyType_Spec glue_spec;
extern PyType_Spec import_spec;

#endif
