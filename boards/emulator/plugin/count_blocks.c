/*
 * Counts how often QEMU executes each translation block: a run of instructions with one entry, of
 * which all are executed when the first is. From the counts and the disassembly follows how often
 * every single instruction ran.
 *
 * Regions: where the option `marker` gives the address of a byte array of the emulated program,
 * each store into its byte number i says that from now on region i runs; before the first it is
 * region 0. A block counts in the region that ran when it was entered. Plugins of interface version
 * 1 cannot read registers, but they see addresses of stores. The file is written whenever region 0
 * begins again, so that the emulator may then be killed, and when the emulator ends.
 *
 * Of a block that ends with a conditional branch it also counts how often the block right behind
 * it in memory came next, so that taken branches are counted exactly.
 *
 * Options: `out=FILE` (needed), `marker=ADDRESS`, `markers=COUNT`, and `begin=ADDRESS`, a function
 * before whose first call stores are no markers: start-up code zeroes the markers too.
 * Output: a line `start ADDRESS` (where a user-mode program was loaded, else 0), then a line
 * `REGION PC END INSTRUCTIONS EXECUTIONS FOLLOWED` for each block and region that ran, in the order
 * of translation; addresses in hexadecimal. Last a line `thread REGION PROCESSOR INSTRUCTIONS` for
 * each processor that executed any in a region; in user mode every thread is one.
 */
#include "qemu_plugin.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_REGIONS = 1024,
    MOST_CPUS = 64,
    BUCKETS = 1 << 14,
};

/* What ran of a block in one region. */
struct tally {
    struct tally *next;
    unsigned int region;
    uint64_t executions;
    uint64_t followed;
};

struct block {
    struct block *next_in_bucket;
    struct block *next;
    uint64_t address;
    uint64_t end;
    size_t instructions;
    /* The tally of the region that ran last comes first. */
    struct tally *tallies;
};

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

static const char *out_path;
static uint64_t marker_address;
static uint64_t marker_count;
static uint64_t begin_address;

static bool has_begun;
static unsigned int region;
static struct block *buckets[BUCKETS];
static struct block *first_block;
static struct block **last_link = &first_block;
/* The tally of the block that each processor executed last, and where that block ends. */
static struct tally *last_tallies[MOST_CPUS];
static uint64_t last_ends[MOST_CPUS];
static uint64_t cpu_instructions[MOST_REGIONS][MOST_CPUS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);

    if (!memory) {
        fputs("count_blocks: out of memory\n", stderr);
        abort();
    }
    return memory;
}

/* Makes the tally of a region the first one. */
static struct tally *find_tally(struct block *block, unsigned int wanted)
{
    struct tally **link = &block->tallies;
    struct tally *tally;

    while (*link && (*link)->region != wanted)
        link = &(*link)->next;
    tally = *link;
    if (tally)
        *link = tally->next;
    else
        tally = allocate(sizeof(*tally));
    tally->region = wanted;
    tally->next = block->tallies;
    block->tallies = tally;
    return tally;
}

static void count(unsigned int cpu, struct block *block)
{
    struct tally *tally = block->tallies;

    if (!tally || tally->region != region)
        tally = find_tally(block, region);
    if (block->address == begin_address)
        has_begun = true;
    tally->executions++;
    cpu_instructions[region][cpu] += block->instructions;
    if (last_tallies[cpu] && last_ends[cpu] == block->address)
        last_tallies[cpu]->followed++;
    last_tallies[cpu] = tally;
    last_ends[cpu] = block->end;
}

/* Threads of a user-mode program run at once. */
static void on_executed(unsigned int cpu, void *data)
{
    pthread_mutex_lock(&lock);
    count(cpu % MOST_CPUS, data);
    pthread_mutex_unlock(&lock);
}

/* A block that is translated again, for whatever reason, keeps its counts. */
static struct block *find_block(uint64_t address, uint64_t end, size_t instructions)
{
    struct block **bucket = &buckets[(address >> 1) % BUCKETS];
    struct block *block;

    for (block = *bucket; block; block = block->next_in_bucket)
        if (block->address == address && block->end == end)
            return block;
    block = allocate(sizeof(*block));
    block->address = address;
    block->end = end;
    block->instructions = instructions;
    block->next_in_bucket = *bucket;
    *bucket = block;
    *last_link = block;
    last_link = &block->next;
    return block;
}

static void write_block(FILE *out, const struct block *block)
{
    const struct tally *tally;

    for (tally = block->tallies; tally; tally = tally->next)
        if (tally->executions > 0)
            fprintf(out, "%u %llx %llx %zu %llu %llu\n", tally->region,
                    (unsigned long long)block->address, (unsigned long long)block->end,
                    block->instructions, (unsigned long long)tally->executions,
                    (unsigned long long)tally->followed);
}

static void write_threads(FILE *out)
{
    unsigned int i;
    unsigned int cpu;

    for (i = 0; i < MOST_REGIONS; i++)
        for (cpu = 0; cpu < MOST_CPUS; cpu++)
            if (cpu_instructions[i][cpu] > 0)
                fprintf(out, "thread %u %u %llu\n", i, cpu,
                        (unsigned long long)cpu_instructions[i][cpu]);
}

static void write_counts(void)
{
    const struct block *block;
    FILE *out = fopen(out_path, "w");

    if (!out) {
        fprintf(stderr, "count_blocks: cannot write %s\n", out_path);
        return;
    }
    fprintf(out, "start %llx\n", (unsigned long long)qemu_plugin_start_code());
    for (block = first_block; block; block = block->next)
        write_block(out, block);
    write_threads(out);
    fclose(out);
}

static void on_stored(unsigned int cpu, qemu_plugin_meminfo_t info, uint64_t address, void *data)
{
    uint64_t index = address - marker_address;

    (void)cpu;
    (void)info;
    (void)data;
    if (index >= marker_count || !has_begun)
        return;
    pthread_mutex_lock(&lock);
    region = (unsigned int)index;
    if (region == 0)
        write_counts();
    pthread_mutex_unlock(&lock);
}

static void on_translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    size_t instructions = qemu_plugin_tb_n_insns(tb);
    struct qemu_plugin_insn *last = qemu_plugin_tb_get_insn(tb, instructions - 1);
    uint64_t end = qemu_plugin_insn_vaddr(last) + qemu_plugin_insn_size(last);
    struct block *block;
    size_t i;

    (void)id;
    pthread_mutex_lock(&lock);
    block = find_block(qemu_plugin_tb_vaddr(tb), end, instructions);
    pthread_mutex_unlock(&lock);
    qemu_plugin_register_vcpu_tb_exec_cb(tb, on_executed, QEMU_PLUGIN_CB_NO_REGS, block);
    for (i = 0; marker_count > 0 && i < instructions; i++)
        qemu_plugin_register_vcpu_mem_cb(qemu_plugin_tb_get_insn(tb, i), on_stored,
                                         QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_MEM_W, NULL);
}

static void on_ended(qemu_plugin_id_t id, void *data)
{
    (void)id;
    (void)data;
    write_counts();
}

static bool take_option(const char *option)
{
    if (strncmp(option, "out=", 4) == 0)
        out_path = option + 4;
    else if (strncmp(option, "marker=", 7) == 0)
        marker_address = strtoull(option + 7, NULL, 0);
    else if (strncmp(option, "markers=", 8) == 0)
        marker_count = strtoull(option + 8, NULL, 0);
    else if (strncmp(option, "begin=", 6) == 0)
        begin_address = strtoull(option + 6, NULL, 0) & ~(uint64_t)1;
    else
        return false;
    return true;
}

__attribute__((visibility("default"))) int
qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info_t *info, int argc, char **argv)
{
    int i;

    (void)info;
    for (i = 0; i < argc; i++) {
        if (!take_option(argv[i])) {
            fprintf(stderr, "count_blocks: unknown option %s\n", argv[i]);
            return -1;
        }
    }
    if (!out_path || marker_count > MOST_REGIONS) {
        fputs("count_blocks: needs out=FILE and at most 1024 markers\n", stderr);
        return -1;
    }
    has_begun = begin_address == 0;
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translated);
    qemu_plugin_register_atexit_cb(id, on_ended, NULL);
    return 0;
}
