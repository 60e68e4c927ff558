/* timing.c - a stopwatch over the stages of a run. */
#include "io/cli/timing.h"

#include <inttypes.h>
#include <sys/resource.h>
#include <time.h>

#define BILLION UINT64_C(1000000000)

static uint64_t now(void)
{
    struct timespec t;

    if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
        return 0;
    return (uint64_t)t.tv_sec * BILLION + (uint64_t)t.tv_nsec;
}

static void end_stage(kp_timing *timing)
{
    if (timing->running)
        timing->spent[timing->now] += now() - timing->since;
    timing->running = false;
}

void kp_timing_stage(kp_cli *cli, kp_stage_name stage)
{
    kp_timing *timing = cli->timing;

    if (!timing)
        return;
    end_stage(timing);
    timing->running = true;
    timing->now = stage;
    timing->since = now();
}

static void print_seconds(const char *name, uint64_t ns)
{
    (void)fprintf(stderr, "timing\t%s\t%" PRIu64 ".%03" PRIu64 "\n", name, ns / BILLION,
                  ns % BILLION / 1000000);
}

void kp_timing_print(kp_cli *cli)
{
    static const char *const names[KP_TIME_COUNT] = {
        "read", "compile", "load", "calculate", "tables", "log", "workbook", "files",
    };
    struct rusage used;
    uint64_t total = 0;

    if (!cli->timing)
        return;
    end_stage(cli->timing);
    for (int i = 0; i < KP_TIME_COUNT; i++) {
        print_seconds(names[i], cli->timing->spent[i]);
        total += cli->timing->spent[i];
    }
    print_seconds("total", total);
    if (getrusage(RUSAGE_SELF, &used) == 0)
        (void)fprintf(stderr, "timing\tpeak_kib\t%ld\n", used.ru_maxrss);
}
