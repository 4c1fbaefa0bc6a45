/* The baton: what a relay is to call, and the closures that the sink knows by their handles. */
#include "_crossing_relay.h"

baton *
baton_of(const relay_object *relay)
{
    return (baton *)memory_at(&relay->memory, relay->at, sizeof(baton));
}

bool
relay_can_run(const relay_object *relay, PyObject *callback)
{
    if (!Py_IS_TYPE(callback, relay->closure_type)) {
        return false;
    }
    const program_object *program = ((closure_head *)callback)->program;
    if (program->list != relay->list || program->result != OP_UNIT) {
        return false;
    }
    return program->count == 0 ||
           (program->count == 1 && program->required == 0 && program->ops[0] == OP_HANDLE);
}

void
baton_write(const relay_object *relay, const heap_closure_object *closure, baton_entry *entry)
{
    const program_object *program = closure->head.program;
    entry->a = (uint32_t)closure->head.ab;
    entry->b = (uint32_t)((uint64_t)closure->head.ab >> 32);
    entry->shim = (uint32_t)program->place;
    entry->argument = program->count == 0 ? 0 : relay->undefined;
    entry->fallible = program->fallible;
}

void
relay_note(relay_object *relay, uint32_t handle, PyObject *callback)
{
    baton *held = relay->program == NULL ? NULL : baton_of(relay);
    heap_closure_object *closure = (heap_closure_object *)callback;
    uint32_t place = handle % RELAY_KNOWN;
    if (held == NULL || !relay_can_run(relay, callback) || !closure->listed ||
        held->known[place].root == handle) {
        return;
    }
    relay_forget(closure);
    if (relay->known[place] != NULL) {
        relay_forget(relay->known[place]);
    }
    baton_write(relay, closure, &held->known[place]);
    held->known[place].root = handle;
    relay->known[place] = closure;
    closure->known_by = (unsigned char)(place + 1);
    /* It has called the host for this, which it need not do again. */
    closure->loud = 0;
    closure->head.program->loud = closure->head.program->patience = 0;
}

void
relay_forget(heap_closure_object *closure)
{
    if (closure->known_by == 0) {
        return;
    }
    relay_object *relay = closure->head.program->list->relay;
    int place = closure->known_by - 1;
    closure->known_by = 0;
    if (relay == NULL) {
        return;
    }
    relay->known[place] = NULL;
    baton *held = baton_of(relay);
    if (held != NULL) {
        held->known[place].root = UINT32_MAX;
    }
}
