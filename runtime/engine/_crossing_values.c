/* Values of Rust's as numbers and back; and the memory of an engine that is not compiled in. */
#include "_crossing_values.h"

#define UNDEFINED_SMALL 0x00FFFFFF
#define NULL_SMALL 0x00FFFFFE
#define NULL_F64 9007199254740990.0
#define UNDEFINED_F64 4294967297.0
#define OLD_UNDEFINED_F64 9007199254740991.0

static unsigned char
plain_kind(unsigned char type)
{
    switch (type) {
    case OP_I64:
    case OP_U64:
        return KIND_I64;
    case OP_F32:
        return KIND_F32;
    case OP_F64:
        return KIND_F64;
    default:
        return KIND_I32;
    }
}

int
value_prims(unsigned char op, unsigned char *kinds)
{
    unsigned char type = OP_TYPE(op);
    if (type >= OP_COUNT || type == OP_OTHER) {
        return -1;
    }
    if (type == OP_UNIT) {
        return 0;
    }
    kinds[0] = kinds[1] = KIND_I32;
    if (type == OP_TEXT) {
        return 2;
    }
    switch (OP_NONE(op)) {
    case NONE_F64:
    case NONE_OLD_F64:
        kinds[0] = KIND_F64;
        return 1;
    case NONE_TAG:
        kinds[1] = plain_kind(type);
        return 2;
    default:
        kinds[0] = plain_kind(type);
        return 1;
    }
}

static bool
lower_integer(PyObject *value, long long low, long long high, int64_t *number)
{
    int overflow;
    if (!PyLong_CheckExact(value)) {
        return false;
    }
    long long found = PyLong_AsLongLongAndOverflow(value, &overflow);
    *number = found;
    return !overflow && found >= low && found <= high;
}

static bool
lower_unsigned64(PyObject *value, int64_t *number)
{
    if (lower_integer(value, 0, INT64_MAX, number)) {
        return true;
    }
    if (!PyLong_CheckExact(value)) {
        return false;
    }
    unsigned long long found = PyLong_AsUnsignedLongLong(value);
    if (found == (unsigned long long)-1 && PyErr_Occurred()) {
        PyErr_Clear();
        return false;
    }
    *number = (int64_t)found;
    return true;
}

static bool
lower_float(PyObject *value, double *number)
{
    if (PyFloat_CheckExact(value)) {
        *number = PyFloat_AS_DOUBLE(value);
        return true;
    }
    if (!PyLong_CheckExact(value)) {
        return false;
    }
    *number = PyLong_AsDouble(value);
    if (*number == -1.0 && PyErr_Occurred()) {
        PyErr_Clear();
        return false;
    }
    return true;
}

static bool
lower_char(PyObject *value, int64_t *number)
{
    if (!PyUnicode_CheckExact(value) || PyUnicode_GET_LENGTH(value) != 1) {
        return false;
    }
    Py_UCS4 code = PyUnicode_READ_CHAR(value, 0);
    *number = code;
    return code < 0xD800 || code >= 0xE000;
}

/* An integer, a bool or a char as the number that crosses, sign and all. */
static bool
lower_whole(unsigned char type, PyObject *value, int64_t *number)
{
    switch (type) {
    case OP_I8:
        return lower_integer(value, INT8_MIN, INT8_MAX, number);
    case OP_U8:
        return lower_integer(value, 0, UINT8_MAX, number);
    case OP_I16:
        return lower_integer(value, INT16_MIN, INT16_MAX, number);
    case OP_U16:
        return lower_integer(value, 0, UINT16_MAX, number);
    case OP_I32:
        return lower_integer(value, INT32_MIN, INT32_MAX, number);
    case OP_U32:
        return lower_integer(value, 0, UINT32_MAX, number);
    case OP_I64:
        return lower_integer(value, INT64_MIN, INT64_MAX, number);
    case OP_U64:
        return lower_unsigned64(value, number);
    case OP_BOOL:
        *number = value == Py_True;
        return PyBool_Check(value);
    case OP_CHAR:
        return lower_char(value, number);
    default:
        return false;
    }
}

/* The value itself, of a type without None or of one that has it elsewhere. */
static bool
lower_plain(unsigned char type, PyObject *value, wasmtime_val_raw_t *slot)
{
    int64_t whole;
    double number;
    if (type == OP_F64 || type == OP_F32) {
        if (!lower_float(value, &number)) {
            return false;
        }
        if (type == OP_F64) {
            slot->f64 = number;
        } else {
            slot->bits = 0;
            slot->f32 = (float)number;
        }
        return true;
    }
    if (!lower_whole(type, value, &whole)) {
        return false;
    }
    slot->bits = plain_kind(type) == KIND_I32 ? (uint64_t)(uint32_t)whole : (uint64_t)whole;
    return true;
}

static bool
lower_option_f64(unsigned char op, PyObject *value, wasmtime_val_raw_t *slot)
{
    unsigned char type = OP_TYPE(op);
    if (value == Py_None) {
        slot->f64 = OP_NONE(op) == NONE_OLD_F64 ? OLD_UNDEFINED_F64 : UNDEFINED_F64;
        return true;
    }
    if (!lower_plain(type, value, slot)) {
        return false;
    }
    slot->f64 = type == OP_F32   ? (double)slot->f32
                : type == OP_I32 ? (double)slot->i32
                                 : (double)(uint32_t)slot->bits;
    return true;
}

bool
value_lower(unsigned char op, PyObject *value, wasmtime_val_raw_t *slots)
{
    unsigned char type = OP_TYPE(op);
    switch (OP_NONE(op)) {
    case NONE_NOT:
        return type == OP_UNIT || lower_plain(type, value, slots);
    case NONE_SMALL:
        if (value == Py_None) {
            slots[0].bits = UNDEFINED_SMALL;
            return true;
        }
        return lower_plain(type, value, slots);
    case NONE_F64:
    case NONE_OLD_F64:
        return lower_option_f64(op, value, slots);
    case NONE_TAG:
        slots[0].bits = value != Py_None;
        slots[1].bits = 0;
        return value == Py_None || lower_plain(type, value, slots + 1);
    default:
        return false;
    }
}

static PyObject *
lift_char(uint32_t code)
{
    if (code >= 0x110000 || (code >= 0xD800 && code < 0xE000)) {
        return NULL;
    }
    return PyUnicode_FromOrdinal((int)code);
}

static PyObject *
lift_plain(unsigned char type, const wasmtime_val_raw_t *slot)
{
    switch (type) {
    case OP_U32:
        return PyLong_FromUnsignedLong((uint32_t)slot->bits);
    case OP_I64:
        return PyLong_FromLongLong(slot->i64);
    case OP_U64:
        return PyLong_FromUnsignedLongLong(slot->bits);
    case OP_F32:
        return PyFloat_FromDouble(slot->f32);
    case OP_F64:
        return PyFloat_FromDouble(slot->f64);
    case OP_BOOL:
        return PyBool_FromLong(slot->i32);
    case OP_CHAR:
        return lift_char((uint32_t)slot->bits);
    default:
        return PyLong_FromLong(slot->i32);
    }
}

static PyObject *
lift_option_f64(unsigned char type, double number)
{
    if (number == UNDEFINED_F64 || number == OLD_UNDEFINED_F64) {
        Py_RETURN_NONE;
    }
    if (type == OP_F32) {
        return PyFloat_FromDouble(number);
    }
    double low = type == OP_I32 ? INT32_MIN : 0, high = type == OP_I32 ? INT32_MAX : UINT32_MAX;
    if (!(number >= low && number <= high) || (double)(long long)number != number) {
        return NULL;
    }
    return PyLong_FromLongLong((long long)number);
}

/* Of integers that leave room in an i32; one that is no value of the type is for others to tell. */
static PyObject *
lift_option_small(unsigned char type, const wasmtime_val_raw_t *slot)
{
    static const int32_t lows[] = {0, INT8_MIN, 0, INT16_MIN, 0};
    static const int32_t highs[] = {0, INT8_MAX, UINT8_MAX, INT16_MAX, UINT16_MAX};
    int32_t number = slot->i32;
    if (number == UNDEFINED_SMALL) {
        Py_RETURN_NONE;
    }
    if (type == OP_BOOL ? (uint32_t)number > 1
                        : type <= OP_U16 && (number < lows[type] || number > highs[type])) {
        return NULL;
    }
    return lift_plain(type, slot);
}

PyObject *
value_lift(unsigned char op, const wasmtime_val_raw_t *slots)
{
    unsigned char type = OP_TYPE(op);
    switch (OP_NONE(op)) {
    case NONE_NOT:
        if (type == OP_UNIT) {
            Py_RETURN_NONE;
        }
        return lift_plain(type, slots);
    case NONE_SMALL:
        return lift_option_small(type, slots);
    case NONE_F64:
    case NONE_OLD_F64:
        return lift_option_f64(type, slots[0].f64);
    case NONE_TAG:
        if (slots[0].i32 == 0) {
            Py_RETURN_NONE;
        }
        return lift_plain(type, slots + 1);
    default:
        return NULL;
    }
}

PyObject *
value_box(unsigned char kind, const wasmtime_val_raw_t *slot)
{
    switch (kind) {
    case KIND_I32:
        return PyLong_FromLong(slot->i32);
    case KIND_I64:
        return PyLong_FromLongLong(slot->i64);
    case KIND_F32:
        return PyFloat_FromDouble(slot->f32);
    default:
        return PyFloat_FromDouble(slot->f64);
    }
}

bool
value_unbox(unsigned char kind, PyObject *number, wasmtime_val_raw_t *slot)
{
    int64_t whole;
    if (kind == KIND_F64 || kind == KIND_F32) {
        if (!PyFloat_CheckExact(number)) {
            return false;
        }
        if (kind == KIND_F64) {
            slot->f64 = PyFloat_AS_DOUBLE(number);
        } else {
            slot->bits = 0;
            slot->f32 = (float)PyFloat_AS_DOUBLE(number);
        }
        return true;
    }
    if (!lower_integer(number, INT64_MIN, INT64_MAX, &whole)) {
        return false;
    }
    slot->bits = kind == KIND_I32 ? (uint64_t)(uint32_t)whole : (uint64_t)whole;
    return true;
}

PyObject *
memory_text(const memory_access *access, uint32_t offset, uint32_t size)
{
    const uint8_t *data = memory_at(access, offset, size);
    if (data == NULL) {
        return NULL;
    }
    PyObject *text = PyUnicode_DecodeUTF8((const char *)data, (Py_ssize_t)size, NULL);
    if (text == NULL && PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) {
        PyErr_Clear();
    }
    return text;
}
