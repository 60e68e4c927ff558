/* run_outlet.c - writing the files of a run into its new folder. */
#include "io/cli/run/run_outlet.h"

kp_status kp_outlet_write(kp_outlet *outlet, kp_str name, kp_str bytes,
                          kp_digest *digest)
{
    kp_status status = outlet->begin(outlet, name);

    if (status != KP_OK)
        return status;
    outlet->put(outlet, bytes);
    return outlet->end(outlet, digest);
}

// `outlet` is the first member of what it belongs to.
static kp_folder_outlet *mine(kp_outlet *outlet)
{
    return (kp_folder_outlet *)outlet;
}

static kp_status begin_file(kp_outlet *outlet, kp_str name)
{
    kp_folder_outlet *o = mine(outlet);

    return kp_folder_begin_file(o->cli->folder, name, &o->file, o->cli->diags);
}

static void put_bytes(kp_outlet *outlet, kp_str bytes)
{
    kp_out_file_put(mine(outlet)->file, bytes);
}

static kp_status end_file(kp_outlet *outlet, kp_digest *digest)
{
    kp_folder_outlet *o = mine(outlet);

    return kp_out_file_end(o->file, digest, o->cli->diags);
}

static kp_status path_of(kp_outlet *outlet, kp_str name, kp_buf *out)
{
    kp_folder_outlet *o = mine(outlet);

    return kp_folder_path(o->cli->folder, name, out, o->cli->diags);
}

static kp_status adopt_file(kp_outlet *outlet, kp_str name)
{
    kp_folder_outlet *o = mine(outlet);

    return kp_folder_adopt(o->cli->folder, name, NULL, o->cli->diags);
}

static bool keeps_file(kp_outlet *outlet, kp_str name)
{
    (void)outlet, (void)name;
    return true;
}

void kp_folder_outlet_init(kp_folder_outlet *outlet, kp_cli *cli)
{
    *outlet = (kp_folder_outlet){
        .outlet = {begin_file, put_bytes, end_file, path_of, adopt_file, keeps_file},
        .cli = cli,
    };
}
