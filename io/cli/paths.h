/* paths.h - parts of paths; pure. */
#ifndef KP_IO_CLI_PATHS_H
#define KP_IO_CLI_PATHS_H

#include "engine/base/text.h"

kp_str kp_path_last(kp_str path);  // behind the last "/"
/* An ASCII suffix in small letters, met in any case. */
bool kp_path_ends_in(kp_str path, const char *suffix);

#endif
