/* Values of Rust's as numbers, for programs: what runtime.adapters generates Python for, in C.
 *
 * A program has one byte, an op, for each value. Its low bits say the Rust type, its high bits how
 * the type says None. Only the common case is done here: whatever else there is (another Python
 * type, a number that does not fit, a string with a lone surrogate, a pointer outside the memory)
 * is left to the generated function, which knows the words for it. So nothing here raises.
 */
#ifndef WASMLOOP_CROSSING_VALUES_H
#define WASMLOOP_CROSSING_VALUES_H

#include "_crossing.h"

/* In the order of KINDS in runtime/adapters/programs.py. OP_OTHER: a result of any other type. */
enum {
    OP_UNIT,
    OP_I8,
    OP_U8,
    OP_I16,
    OP_U16,
    OP_I32,
    OP_U32,
    OP_I64,
    OP_U64,
    OP_F32,
    OP_F64,
    OP_BOOL,
    OP_CHAR,
    OP_TEXT,
    OP_OTHER,
    OP_COUNT
};

/* How an Option says None: a number of an i32, either of two of an f64, a tag, a null pointer. */
enum {
    NONE_NOT = 0x00,
    NONE_SMALL = 0x20,
    NONE_F64 = 0x40,
    NONE_OLD_F64 = 0x60,
    NONE_TAG = 0x80,
    NONE_POINTER = 0xa0
};

#define OP_TYPE(op) ((op) & 0x1f)
#define OP_NONE(op) ((op) & 0xe0)

/* Numbers that one value has at most. */
#define VALUE_PRIMS 2

/* Linear memory, whichever engine it is of: `memory` or `window` is set, or neither. */
typedef struct window_object window_object;
typedef struct {
    memory_object *memory;
    window_object *window;
} memory_access;

extern PyType_Spec window_spec;

/* Kinds of the numbers of a value; return how many, -1 for an op that there is not. */
int value_prims(unsigned char op, unsigned char *kinds);

/* Convert a value, of a type other than text; return false if that is for others to do. */
bool value_lower(unsigned char op, PyObject *value, wasmtime_val_raw_t *slots);

/* The Python value of numbers, of a type other than text. NULL: an exception if there is one,
 * and else the numbers are for others to convert. */
PyObject *value_lift(unsigned char op, const wasmtime_val_raw_t *slots);

/* A number as an engine takes it from Python: the value itself where that will do. */
PyObject *value_box(unsigned char kind, const wasmtime_val_raw_t *slot);

/* The number in what an engine gave; false, with an exception or without, if there is none. */
bool value_unbox(unsigned char kind, PyObject *number, wasmtime_val_raw_t *slot);

/* Where so many bytes lie, NULL without an exception if they do not. Good until wasm runs. */
uint8_t *memory_at(const memory_access *access, uint32_t offset, uint32_t size);

/* The text in memory; NULL as value_lift. */
PyObject *memory_text(const memory_access *access, uint32_t offset, uint32_t size);

/* Find which of the two a memory is; of another kind it is neither. */
void memory_access_set(memory_access *access, PyObject *memory, PyTypeObject *memory_type,
                       PyTypeObject *window_type);
void memory_access_clear(memory_access *access);

#endif
