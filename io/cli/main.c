/* main.c - the program kpay. */
#include "io/cli/cmd.h"

int main(int argc, char **argv)
{
    return (int)kp_cli_main(argc, argv);
}
