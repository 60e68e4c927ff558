/* system_text.c - paths for system calls, and words for their errors; see system.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "io/files/system.h"

bool kp__sys_path(kp_str folder, kp_str name, char out[KP__PATH_MAX])
{
    bool slash = folder.n > 0 && folder.p[folder.n - 1] != '/';

    if ((folder.n && memchr(folder.p, 0, folder.n)) ||
        (name.n && memchr(name.p, 0, name.n))) {
        errno = EINVAL;
        return false;
    }
    if (folder.n + slash + name.n >= KP__PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (folder.n)
        memcpy(out, folder.p, folder.n);
    if (slash)
        out[folder.n] = '/';
    if (name.n)
        memcpy(out + folder.n + slash, name.p, name.n);
    out[folder.n + slash + name.n] = '\0';
    return true;
}

static const char *in_chinese(int error)
{
    static const struct {
        int error;
        const char *zh;
    } known[] = {
        {ENOENT, "不存在"},         {EACCES, "没有权限"},
        {EPERM, "没有权限"},        {EEXIST, "已经存在"},
        {ENOSPC, "磁盘已满"},       {EDQUOT, "空间配额已用完"},
        {EROFS, "磁盘是只读的"},    {ENOTDIR, "不是文件夹"},
        {EISDIR, "是文件夹"},       {ENAMETOOLONG, "名字太长"},
        {EMFILE, "打开的文件太多"}, {EIO, "磁盘读写出错"},
        {ELOOP, "是链接"},          {EINVAL, "名字无效"},
        {EFBIG, "文件太大"},        {ENOMEM, "内存不足"},
        {EBUSY, "正在被使用"},      {ETXTBSY, "正在被使用"},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].error == error)
            return known[i].zh;
    return NULL;
}

kp_str kp__sys_why(int error, char out[KP__WHY_MAX])
{
    char en[96];
    const char *zh = in_chinese(error);

    if (strerror_r(error, en, sizeof en) != 0)
        snprintf(en, sizeof en, "error %d", error);
    int n = zh ? snprintf(out, KP__WHY_MAX, "%s (%s)", zh, en)
               : snprintf(out, KP__WHY_MAX, "%s", en);

    if (n < 0 || n >= KP__WHY_MAX)
        n = 0;
    return (kp_str){out, (size_t)n};
}
