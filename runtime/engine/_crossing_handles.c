/* The guest's JavaScript heap, as runtime.core.handles.HandleTable has it, which is the reference.
 *
 * Slots up to the constants stand in an array; those above, of which none is given out twice, in
 * pages (_crossing_slots.c).
 *
 * A number that the guest drops soon costs no crossing (runtime.engine.sink). Whether it is there
 * still, nobody can see but by its slot: so it stays in there until another's note takes the place
 * of its own, and what looks at a number's slot looks at the note first.
 */
#include "_crossing_import.h"

#define RESERVED 4
#define LAST_SLOT 0x7FFFFFFF
#define NUMBER_NOTES 256 /* as runtime/engine/sink.py has it */

/* What the sink and we know of a slot: the last number's whose place this is. */
typedef struct {
    uint32_t held;    /* the slot while the guest holds it, or 0 */
    uint32_t dropped; /* the slot once the guest has dropped it and it is not empty yet, or 0 */
} number_note;

static bool
is_number(PyObject *value)
{
    return PyLong_CheckExact(value) || PyFloat_CheckExact(value);
}

/* The notes, good until wasm runs; NULL where none are made, or the guest is closed. */
static inline number_note *
notes_of(const handles_object *handles)
{
    return (number_note *)memory_at(&handles->sink, handles->numbers_at,
                                    NUMBER_NOTES * sizeof(number_note));
}

/* Let the guest drop a number that it was given, without telling us. */
static void
note_number(handles_object *handles, uint32_t slot)
{
    number_note *notes = notes_of(handles);
    if (notes == NULL) {
        return;
    }
    number_note *note = &notes[slot % NUMBER_NOTES];
    uint32_t dropped = note->dropped;
    note->held = slot;
    note->dropped = 0;
    if (dropped != 0) {
        Py_XDECREF(slots_pop(&handles->owned, dropped));
    }
}

/* Whether the guest has dropped the number that is still in a slot. */
static bool
is_dropped(const handles_object *handles, uint32_t slot)
{
    const number_note *notes = notes_of(handles);
    return notes != NULL && notes[slot % NUMBER_NOTES].dropped == slot;
}

/* The host has taken a number: dropping it is wrong from here on. */
static void
forget_number(handles_object *handles, uint32_t slot)
{
    number_note *notes = notes_of(handles);
    if (notes != NULL && notes[slot % NUMBER_NOTES].held == slot) {
        notes[slot % NUMBER_NOTES].held = 0;
    }
}

static Py_ssize_t
count_dropped(const handles_object *handles)
{
    const number_note *notes = notes_of(handles);
    Py_ssize_t count = 0;
    for (int i = 0; notes != NULL && i < NUMBER_NOTES; i++) {
        count += notes[i].dropped != 0;
    }
    return count;
}

/* Begin again below, and go on up to the next slot in use (after two thousand million adds). */
static void
wrap(handles_object *handles)
{
    uint32_t slot = (uint32_t)handles->offset + RESERVED;
    while (slots_get(&handles->owned, slot) != NULL) {
        slot++;
    }
    handles->next = slot;
    handles->limit = handles->last;
    slot_cursor cursor = {0};
    while (slots_next(&handles->owned, &cursor)) {
        if (cursor.slot > slot && cursor.slot - 1 < handles->limit) {
            handles->limit = cursor.slot - 1;
        }
    }
}

/* The slot of a constant, 0 for any other value. */
static uint32_t
constant_slot(const handles_object *handles, PyObject *value)
{
    PyObject *constants[RESERVED] = {Py_None, handles->null, Py_True, Py_False};
    for (uint32_t i = 0; i < RESERVED; i++) {
        if (value == constants[i]) {
            return (uint32_t)handles->offset + i;
        }
    }
    return 0;
}

/* The slot of a constant, or a new owned one that holds the value; 0 and an exception where there is
 * no memory. */
uint32_t
handles_put(handles_object *handles, PyObject *value)
{
    uint32_t constant = constant_slot(handles, value);
    if (constant != 0) {
        return constant;
    }
    uint32_t slot = handles->next;
    if (slots_put(&handles->owned, slot, value) < 0) {
        PyErr_NoMemory();
        return 0;
    }
    handles->next = slot + 1;
    if (slot >= handles->limit) {
        wrap(handles);
    }
    if (is_number(value)) {
        note_number(handles, slot);
    }
    return slot;
}

bool
handles_owns(const handles_object *handles, uint32_t slot)
{
    return slot >= (uint32_t)handles->offset + RESERVED;
}

/* The value in a slot, borrowed; NULL, and no exception, where there is none. */
PyObject *
handles_peek(handles_object *handles, uint32_t slot)
{
    if (!handles_owns(handles, slot)) {
        return handles->low[slot];
    }
    PyObject *value = slots_get(&handles->owned, slot);
    return value != NULL && is_number(value) && is_dropped(handles, slot) ? NULL : value;
}

/* Take a value out, to be owned by the caller; a slot that is not owned keeps it. */
PyObject *
handles_pop(handles_object *handles, uint32_t slot)
{
    PyObject *value = handles_peek(handles, slot);
    if (value == NULL || !handles_owns(handles, slot)) {
        Py_XINCREF(value);
        return value;
    }
    if (is_number(value)) {
        forget_number(handles, slot);
    }
    return slots_pop(&handles->owned, slot);
}

static int
raise_made(PyObject *make, PyObject *args)
{
    PyObject *error = args == NULL ? NULL : PyObject_CallObject(make, args);
    Py_XDECREF(args);
    if (error != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
        Py_DECREF(error);
    }
    return -1;
}

/* Raise what says that a slot holds nothing. */
static void
stray(handles_object *handles, PyObject *slot)
{
    long long number = PyLong_AsLongLong(slot);
    PyErr_Clear();
    int given = number >= handles->offset + RESERVED && number < handles->next;
    raise_made(handles->stray, Py_BuildValue("(OO)", slot, given ? Py_True : Py_False));
}

/* The slot as a number; one that there cannot be for what is none. */
static uint32_t
slot_of(PyObject *number)
{
    long slot = PyLong_AsLong(number);
    if (slot == -1 && PyErr_Occurred()) {
        PyErr_Clear();
    }
    return slot < 0 || slot > LAST_SLOT ? UINT32_MAX : (uint32_t)slot;
}

static PyObject *
method_add(PyObject *self, PyObject *value)
{
    uint32_t slot = handles_put((handles_object *)self, value);
    return slot == 0 ? NULL : PyLong_FromUnsignedLong(slot);
}

static PyObject *
method_get(PyObject *self, PyObject *slot)
{
    PyObject *value = handles_peek((handles_object *)self, slot_of(slot));
    if (value == NULL) {
        stray((handles_object *)self, slot);
    }
    Py_XINCREF(value);
    return value;
}

static PyObject *
method_take(PyObject *self, PyObject *slot)
{
    PyObject *value = handles_pop((handles_object *)self, slot_of(slot));
    if (value == NULL) {
        stray((handles_object *)self, slot);
    }
    return value;
}

static PyObject *
method_lend(PyObject *self, PyObject *value)
{
    handles_object *handles = (handles_object *)self;
    if (handles->lent <= 1) {
        raise_made(handles->exhausted, PyTuple_New(0));
        return NULL;
    }
    Py_INCREF(value);
    handles->low[--handles->lent] = value;
    return PyLong_FromLong(handles->lent);
}

static PyObject *
method_reclaim(PyObject *self, PyObject *number)
{
    handles_object *handles = (handles_object *)self;
    long slot = PyLong_AsLong(number);
    if (slot == -1 && PyErr_Occurred()) {
        return NULL;
    }
    while (handles->lent <= slot && handles->lent < handles->offset) {
        PyObject *value = handles->low[handles->lent];
        handles->low[handles->lent++] = NULL;
        Py_XDECREF(value);
    }
    Py_RETURN_NONE;
}

static int
by_slot(const void *one, const void *other)
{
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
    return a < b ? -1 : a > b;
}

/* Slots and values, oldest first. The slots are collected before anything is made: making may run
 * the collector, and so whatever takes slots. */
static PyObject *
method_owned(PyObject *self, PyObject *ignored)
{
    handles_object *handles = (handles_object *)self;
    (void)ignored;
    size_t count = 0;
    slot_cursor cursor = {0};
    uint32_t *slots = PyMem_Calloc(handles->owned.used + 1, sizeof(uint32_t));
    if (slots == NULL) {
        return PyErr_NoMemory();
    }
    while (slots_next(&handles->owned, &cursor)) {
        slots[count++] = cursor.slot;
    }
    qsort(slots, count, sizeof(uint32_t), by_slot);
    PyObject *found = PyList_New(0);
    for (size_t i = 0; found != NULL && i < count; i++) {
        PyObject *value = handles_peek(handles, slots[i]);
        PyObject *pair = value == NULL ? NULL : Py_BuildValue("(IO)", slots[i], value);
        if (value != NULL && (pair == NULL || PyList_Append(found, pair) < 0)) {
            Py_CLEAR(found);
        }
        Py_XDECREF(pair);
    }
    PyMem_Free(slots);
    PyObject *iterator = found == NULL ? NULL : PyObject_GetIter(found);
    Py_XDECREF(found);
    return iterator;
}

static PyObject *
method_origin(PyObject *self, PyObject *slot)
{
    (void)self;
    (void)slot;
    Py_RETURN_NONE;
}

static Py_ssize_t
handles_length(PyObject *self)
{
    handles_object *handles = (handles_object *)self;
    return (Py_ssize_t)handles->owned.used - count_dropped(handles) +
           (handles->offset - handles->lent);
}

static int
handles_clear(PyObject *self)
{
    handles_object *handles = (handles_object *)self;
    Py_ssize_t low = handles->low == NULL ? 0 : handles->offset + RESERVED;
    memory_access_clear(&handles->sink);
    handles->lent = handles->offset;
    for (Py_ssize_t i = 0; i < low; i++) {
        Py_CLEAR(handles->low[i]);
    }
    slots_clear(&handles->owned);
    return 0;
}

static PyObject *
method_clear(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    handles_clear(self);
    Py_RETURN_NONE;
}

static PyObject *
method_note_numbers(PyObject *self, PyObject *args)
{
    handles_object *handles = (handles_object *)self;
    module_state *state = PyType_GetModuleState(Py_TYPE(self));
    PyObject *memory;
    unsigned int at, count;
    if (!PyArg_ParseTuple(args, "OII", &memory, &at, &count)) {
        return NULL;
    }
    if (count != NUMBER_NOTES || at % sizeof(uint32_t) != 0) {
        PyErr_SetString(PyExc_ValueError, "no sink has so many notes, or has them there");
        return NULL;
    }
    memory_access_clear(&handles->sink);
    memory_access_set(&handles->sink, memory, state->memory_type, state->window_type);
    handles->numbers_at = at;
    Py_RETURN_NONE;
}

static PyObject *
handles_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"offset", "last", "null", "stray", "exhausted", NULL};
    Py_ssize_t offset, last;
    PyObject *null, *stray_error, *exhausted;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "nnOOO", names, &offset, &last, &null, &stray_error,
                                     &exhausted)) {
        return NULL;
    }
    if (offset < 0 || offset > 1 << 16 || last < offset + RESERVED || last > LAST_SLOT) {
        PyErr_SetString(PyExc_ValueError, "no release has its constants or its last slot there");
        return NULL;
    }
    handles_object *handles = (handles_object *)type->tp_alloc(type, 0);
    if (handles == NULL) {
        return NULL;
    }
    handles->offset = handles->lent = offset;
    handles->next = (uint32_t)offset + RESERVED;
    handles->last = (uint32_t)last;
    handles->limit = handles->last;
    Py_INCREF(stray_error);
    handles->stray = stray_error;
    Py_INCREF(exhausted);
    handles->exhausted = exhausted;
    Py_INCREF(null);
    handles->null = null;
    handles->low = PyMem_Calloc((size_t)offset + RESERVED, sizeof(PyObject *));
    if (handles->low == NULL) {
        Py_DECREF(handles);
        return PyErr_NoMemory();
    }
    PyObject *constants[RESERVED] = {Py_None, null, Py_True, Py_False};
    for (Py_ssize_t i = 0; i < RESERVED; i++) {
        Py_INCREF(constants[i]);
        handles->low[offset + i] = constants[i];
    }
    if (offset > 0) { /* slot 0 always holds undefined: it is the None of an Option<JsValue> */
        Py_INCREF(Py_None);
        handles->low[0] = Py_None;
    }
    return (PyObject *)handles;
}

static int
handles_traverse(PyObject *self, visitproc visit, void *arg)
{
    handles_object *handles = (handles_object *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(handles->stray);
    Py_VISIT(handles->exhausted);
    Py_VISIT(handles->null);
    Py_VISIT(handles->sink.memory);
    Py_VISIT(handles->sink.window);
    for (Py_ssize_t i = 0; handles->low != NULL && i < handles->offset + RESERVED; i++) {
        Py_VISIT(handles->low[i]);
    }
    slot_cursor cursor = {0};
    while (slots_next(&handles->owned, &cursor)) {
        Py_VISIT(cursor.value);
    }
    return 0;
}

static void
handles_dealloc(PyObject *self)
{
    handles_object *handles = (handles_object *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    handles_clear(self);
    PyMem_Free(handles->low);
    Py_XDECREF(handles->stray);
    Py_XDECREF(handles->exhausted);
    Py_XDECREF(handles->null);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef handles_methods[] = {
    {"add", method_add, METH_O, "add($self, value, /)\n--\n\nReturn a constant's slot, or a new owned one with a value."},
    {"get", method_get, METH_O, "get($self, slot, /)\n--\n\nReturn the value in a slot."},
    {"take", method_take, METH_O,
     "take($self, slot, /)\n--\n\nReturn the value in a slot and empty it, if it is owned."},
    {"lend", method_lend, METH_O, "lend($self, value, /)\n--\n\nLend a value for one call."},
    {"reclaim", method_reclaim, METH_O,
     "reclaim($self, slot, /)\n--\n\nTake back what was lent, and whatever was lent after it."},
    {"owned", method_owned, METH_NOARGS,
     "owned($self, /)\n--\n\nGo through the slots that the guest owns, and their values."},
    {"origin", method_origin, METH_O,
     "origin($self, slot, /)\n--\n\nReturn None: nobody takes note of origins here."},
    {"note_numbers", method_note_numbers, METH_VARARGS,
     "note_numbers($self, memory, at, count, /)\n--\n\nHave the sink drop numbers, by notes in its memory."},
    {"clear", method_clear, METH_NOARGS, "clear($self, /)\n--\n\nForget every value."},
    {NULL},
};

static PyType_Slot handles_slots[] = {
    {Py_tp_doc, "A guest's JavaScript heap."},
    {Py_tp_new, handles_new},
    {Py_tp_dealloc, handles_dealloc},
    {Py_tp_traverse, handles_traverse},
    {Py_tp_clear, handles_clear},
    {Py_tp_methods, handles_methods},
    {Py_sq_length, handles_length},
    {0, NULL},
};

PyType_Spec handles_spec = {
    .name = "runtime.engine._crossing.Handles",
    .basicsize = sizeof(handles_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = handles_slots,
};
