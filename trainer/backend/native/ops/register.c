/*
 * Registers the fused operations with the TensorFlow library that the process has loaded. It is a
 * Node-API module without functions, because loading one is how a Node.js process loads a library;
 * it declares the little that it needs of Node's interface, and compiles without Node's headers.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include "operation.h"

static const Operation *const operations[] = {
    &quantize_operation,
    &quantize_gradient_operation,
    &batch_norm_operation,
    &batch_norm_gradient_operation,
};

enum { OPERATIONS = sizeof(operations) / sizeof(operations[0]), MOST_AXES = 8 };

/* An operation with the attributes of one place that calls it. */
typedef struct {
    const Operation *operation;
    float attributes[MOST_ATTRIBUTES];
} Kernel;

static void read_attributes(Kernel *kernel, TF_OpKernelConstruction *context, TF_Status *status)
{
    for (int i = 0; i < MOST_ATTRIBUTES && kernel->operation->attributes[i].name; i++) {
        const Attribute *attribute = &kernel->operation->attributes[i];
        if (attribute->is_integer) {
            int32_t value = 0;
            TF_OpKernelConstruction_GetAttrInt32(context, attribute->name, &value, status);
            kernel->attributes[i] = (float)value;
        } else {
            TF_OpKernelConstruction_GetAttrFloat(context, attribute->name, &kernel->attributes[i],
                                                 status);
        }
        if (TF_GetCode(status) != 0)
            return;
    }
}

static void *create(const Operation *operation, TF_OpKernelConstruction *context)
{
    Kernel *kernel = calloc(1, sizeof(Kernel));
    TF_Status *status = TF_NewStatus();
    kernel->operation = operation;
    read_attributes(kernel, context, status);
    if (TF_GetCode(status) != 0)
        TF_OpKernelConstruction_Failure(context, status);
    TF_DeleteStatus(status);
    return kernel;
}

static Numbers numbers_of(const TF_Tensor *tensor)
{
    Numbers numbers = {TF_TensorData(tensor), (size_t)TF_TensorElementCount(tensor), tensor};
    return numbers;
}

static int count_names(const char *const *names, int most)
{
    int count = 0;
    while (count < most && names[count])
        count++;
    return count;
}

static TF_Tensor *allocate_like(const TF_Tensor *like, int index, TF_OpKernelContext *context,
                                TF_Status *status)
{
    int64_t dims[MOST_AXES];
    int rank = TF_NumDims(like);
    if (rank > MOST_AXES) {
        TF_SetStatus(status, TF_INVALID_ARGUMENT, "Tensors must have at most 8 axes.");
        return NULL;
    }
    for (int axis = 0; axis < rank; axis++)
        dims[axis] = TF_Dim(like, axis);
    size_t bytes = (size_t)TF_TensorElementCount(like) * sizeof(float);
    return TF_AllocateOutput(context, index, TF_FLOAT, dims, rank, bytes, status);
}

static void run(const Operation *operation, Call *call, TF_OpKernelContext *context,
                TF_Tensor **made, TF_Status *status)
{
    const char *problem = operation->check(call);
    if (problem) {
        TF_SetStatus(status, TF_INVALID_ARGUMENT, problem);
        return;
    }
    int outputs = count_names(operation->outputs, MOST_OUTPUTS);
    for (int i = 0; i < outputs; i++) {
        made[i] = allocate_like(call->inputs[operation->shape_of[i]].tensor, i, context, status);
        if (TF_GetCode(status) != 0)
            return;
        call->outputs[i] = numbers_of(made[i]);
    }
    operation->compute(call);
}

static void compute(void *state, TF_OpKernelContext *context)
{
    const Kernel *kernel = state;
    TF_Tensor *given[MOST_INPUTS] = {NULL};
    TF_Tensor *made[MOST_OUTPUTS] = {NULL};
    TF_Status *status = TF_NewStatus();
    Call call = {0};
    for (int i = 0; i < MOST_ATTRIBUTES; i++)
        call.attributes[i] = kernel->attributes[i];
    int inputs = count_names(kernel->operation->inputs, MOST_INPUTS);
    for (int i = 0; i < inputs && TF_GetCode(status) == 0; i++) {
        TF_GetInput(context, i, &given[i], status);
        if (TF_GetCode(status) == 0)
            call.inputs[i] = numbers_of(given[i]);
    }
    if (TF_GetCode(status) == 0)
        run(kernel->operation, &call, context, made, status);
    if (TF_GetCode(status) != 0)
        TF_OpKernelContext_Failure(context, status);
    for (int i = 0; i < MOST_OUTPUTS; i++)
        if (made[i])
            TF_DeleteTensor(made[i]);
    for (int i = 0; i < MOST_INPUTS; i++)
        if (given[i])
            TF_DeleteTensor(given[i]);
    TF_DeleteStatus(status);
}

/* TensorFlow hands a kernel's creator nothing that says which operation it is for. */
#define CREATOR(index)                                                                             \
    static void *create_##index(TF_OpKernelConstruction *context)                                  \
    {                                                                                              \
        return create(operations[index], context);                                                 \
    }
CREATOR(0)
CREATOR(1)
CREATOR(2)
CREATOR(3)

static void *(*const creators[OPERATIONS])(TF_OpKernelConstruction *) = {create_0, create_1,
                                                                         create_2, create_3};

static int define(const Operation *operation, TF_Status *status)
{
    TF_OpDefinitionBuilder *builder = TF_NewOpDefinitionBuilder(operation->name);
    for (int i = 0; i < MOST_INPUTS && operation->inputs[i]; i++)
        TF_OpDefinitionBuilderAddInput(builder, operation->inputs[i]);
    for (int i = 0; i < MOST_OUTPUTS && operation->outputs[i]; i++)
        TF_OpDefinitionBuilderAddOutput(builder, operation->outputs[i]);
    for (int i = 0; i < MOST_ATTRIBUTES && operation->attributes[i].name; i++) {
        char spec[64];
        const Attribute *attribute = &operation->attributes[i];
        const char *type = attribute->is_integer ? "int" : "float";
        snprintf(spec, sizeof(spec), "%s: %s", attribute->name, type);
        TF_OpDefinitionBuilderAddAttr(builder, spec);
    }
    TF_RegisterOpDefinition(builder, status);
    return TF_GetCode(status) == 0;
}

/*
 * Tensors of a few megabytes come and go in every step. Left to itself the C library maps and
 * unmaps each of them, and the kernel clears every page anew; kept in the heap they are used again.
 */
static void keep_freed_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, 1 << 25);
    mallopt(M_TRIM_THRESHOLD, 1 << 25);
}

void *napi_register_module_v1(void *environment, void *exports);

void *napi_register_module_v1(void *environment, void *exports)
{
    (void)environment;
    TF_Status *status = TF_NewStatus();
    for (int i = 0; i < OPERATIONS && define(operations[i], status); i++) {
        TF_KernelBuilder *builder =
            TF_NewKernelBuilder(operations[i]->name, "CPU", creators[i], compute, free);
        TF_RegisterKernelBuilder(operations[i]->name, builder, status);
    }
    TF_DeleteStatus(status);
    keep_freed_memory();
    return exports;
}
