/* timing.c - a stopwatch over the stages of a run. */
#include "io/cli/timing.h"

#include <inttypes.h>
#include <sys/resource.h>
#include <time.h>

#define BILLION UINT64_C(1000000000)
#define MILLION UINT64_C(1000000)

static uint64_t read_clock(clockid_t clock)
{
    struct timespec t;

    if (clock_gettime(clock, &t) != 0)
        return 0;
    return (uint64_t)t.tv_sec * BILLION + (uint64_t)t.tv_nsec;
}

static struct kp_clocks now(void)
{
    return (struct kp_clocks){
        .wall = read_clock(CLOCK_MONOTONIC),
        .cpu = read_clock(CLOCK_PROCESS_CPUTIME_ID),
    };
}

static void end_stage(kp_timing *timing)
{
    struct kp_clocks end = now(), *spent = &timing->spent[timing->now];

    if (timing->running) {
        spent->wall += end.wall - timing->since.wall;
        spent->cpu += end.cpu - timing->since.cpu;
    }
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

static void print_line(const char *name, struct kp_clocks spent)
{
    (void)fprintf(stderr,
                  "timing\t%s\t%" PRIu64 ".%03" PRIu64 "\t%" PRIu64 ".%03" PRIu64 "\n",
                  name, spent.wall / BILLION, spent.wall % BILLION / MILLION,
                  spent.cpu / BILLION, spent.cpu % BILLION / MILLION);
}

void kp_timing_print(kp_cli *cli)
{
    static const char *const names[KP_TIME_COUNT] = {
        "read", "compile", "load", "calculate", "tables", "log", "workbook", "files",
    };
    struct kp_clocks total = {0, 0};
    struct rusage used;

    if (!cli->timing)
        return;
    end_stage(cli->timing);
    for (int i = 0; i < KP_TIME_COUNT; i++) {
        print_line(names[i], cli->timing->spent[i]);
        total.wall += cli->timing->spent[i].wall;
        total.cpu += cli->timing->spent[i].cpu;
    }
    print_line("total", total);
    if (getrusage(RUSAGE_SELF, &used) == 0)
        (void)fprintf(stderr, "timing\tpeak_kib\t%ld\n", used.ru_maxrss);
}
