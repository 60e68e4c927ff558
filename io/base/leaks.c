/* leaks.c - what libraries keep until the process ends, for the leak sanitizer.
 *
 * libxlsxwriter 1.1.4 never frees the formula of a drop-down list; fontconfig and cairo
 * keep caches.  All other leaks are told.  The linker is asked for this file by name
 * (CMakeLists.txt, KP_SANITIZE): nothing in the program calls it.
 */
typedef int kp__leaks_is_not_empty;

#ifdef __SANITIZE_ADDRESS__

const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:lxw_strdup\nleak:libfontconfig.so\nleak:libcairo.so\n";
}

const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}

#endif
