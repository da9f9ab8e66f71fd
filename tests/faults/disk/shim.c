/* A disk that fails on demand, in the place of libc's calls (LD_PRELOAD), for files under $FAULT_PREFIX alone.

   The environment is read at every call: a process may be forked from one that was started without faults. Without
   FAULT_PREFIX a call costs one getenv. All paths are absolute, and FAULT_PREFIX has no symbolic link in it.

   FAULT_FLAG=FILE        while FILE exists, writing fails with FAULT_ERRNO (28, ENOSPC, when not given)
   FAULT_NTH=N            the N-th call of a process fails, once, with FAULT_ERRNO
   FAULT_CALLS=A,B        which calls these two mean: write fsync open truncate mkdir rename unlink link.
                          "open" is an open that makes a file. For FAULT_FLAG the first five, for FAULT_NTH all, when
                          not given.
   FAULT_COUNT_FILE=FILE  gets a line for each such call: process, number, call, ok or failed, path
   FAULT_ROOM=OCTETS      so much room there is; FAULT_ROOM_FILE=FILE holds the number instead, no number is no limit
   FAULT_SHADOW=FOLDER    keeps what a power cut would leave: the contents as they were last synced
   FAULT_NAMES=soon       there, names are on the disk at once, before the contents; else with the fsync of the folder

   What passes by: stdio (fopen), maps of memory (SQLite's -shm), system calls without libc. */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ({ static __typeof__(&name) found; if (!found) found = dlsym(RTLD_NEXT, #name); found; })
#define LONGEST (2 * PATH_MAX)

/* Ours must not come back to us: these go to the kernel, not through libc. */
static int k_open(const char *path, int flags, int mode) { return syscall(SYS_openat, AT_FDCWD, path, flags, mode); }
static int k_unlink(const char *path) { return syscall(SYS_unlinkat, AT_FDCWD, path, 0); }
static int k_mkdir(const char *path) { return syscall(SYS_mkdirat, AT_FDCWD, path, 0700); }
static int k_rename(const char *old, const char *new) { return syscall(SYS_renameat2, AT_FDCWD, old, AT_FDCWD, new, 0); }
static int k_link(const char *old, const char *new) { return syscall(SYS_linkat, AT_FDCWD, old, AT_FDCWD, new, 0); }
static ssize_t k_write(int fd, const void *octets, size_t n) { return syscall(SYS_write, fd, octets, n); }

/* --- which file is it? ----------------------------------------------------------------------------------------- */

static int under_prefix(const char *path)
{
    const char *prefix = getenv("FAULT_PREFIX");
    size_t length = prefix ? strlen(prefix) : 0;
    return length && !strncmp(path, prefix, length) && (path[length] == '/' || !path[length]);
}

static int name_of(int fd, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return 1;
}

/* Whether the open file is one of ours; then `path` is its name at present. */
static int ours(int fd, char *path)
{
    if (!getenv("FAULT_PREFIX"))
        return 0;
    int before = errno, yes = name_of(fd, path) && under_prefix(path);
    errno = before;
    return yes;
}

/* The same for a name, which need not exist. */
static int ours_by_name(int folder, const char *name, char *path)
{
    char whole[LONGEST], real[LONGEST]; /* realpath needs PATH_MAX */
    if (!getenv("FAULT_PREFIX") || !name || !*name)
        return 0;
    int before = errno, yes = 0;
    if (*name == '/')
        *whole = 0;
    else if (folder == AT_FDCWD ? !getcwd(whole, PATH_MAX) : !name_of(folder, whole))
        goto done;
    size_t length = strlen(whole);
    if (length + strlen(name) + 2 > sizeof whole)
        goto done;
    snprintf(whole + length, sizeof whole - length, "/%s", name);
    for (length = strlen(whole); length > 1 && whole[length - 1] == '/'; length--)
        whole[length - 1] = 0;
    char *slash = strrchr(whole, '/');
    *slash = 0;
    if (realpath(*whole ? whole : "/", real))
        yes = snprintf(path, PATH_MAX, "%s/%s", real, slash + 1) < PATH_MAX && under_prefix(path);
done:
    errno = before;
    return yes;
}

/* --- calls that fail ------------------------------------------------------------------------------------------- */

static int is_meant(const char *call, const char *unless_told)
{
    const char *calls = getenv("FAULT_CALLS");
    size_t length = strlen(call);
    const char *all = calls && *calls ? calls : unless_told;
    for (const char *at = all; (at = strstr(at, call)); at += length)
        if ((at == all || at[-1] == ',') && (at[length] == ',' || !at[length]))
            return 1;
    return 0;
}

static void write_down(long number, const char *call, int failed, const char *path)
{
    const char *file = getenv("FAULT_COUNT_FILE");
    char line[LONGEST];
    if (!file)
        return;
    int fd = k_open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    int n = snprintf(line, sizeof line, "%d\t%ld\t%s\t%s\t%s\n", getpid(), number, call, failed ? "failed" : "ok", path);
    k_write(fd, line, n);
    syscall(SYS_close, fd);
}

/* The number of this call in this process; a child of fork begins anew. */
static long counted(void)
{
    static pid_t process;
    static long calls;
    if (process != getpid()) {
        process = getpid();
        calls = 0;
    }
    return __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
}

/* The error that `call` is to fail with, or 0. A full disk fails nothing that needs no room. */
static int error_for(const char *call, const char *path, int needs_room)
{
    const char *flag = getenv("FAULT_FLAG"), *nth = getenv("FAULT_NTH"), *told = getenv("FAULT_ERRNO");
    int error = told && *told ? atoi(told) : ENOSPC, failed = 0, before = errno;
    if ((nth || getenv("FAULT_COUNT_FILE")) && is_meant(call, "write,fsync,open,truncate,mkdir,rename,unlink,link")) {
        long number = counted();
        failed = nth && number == atol(nth);
        write_down(number, call, failed, path);
    }
    if (flag && *flag && is_meant(call, "write,fsync,open,truncate,mkdir") && !access(flag, F_OK))
        failed |= needs_room || error != ENOSPC;
    errno = before;
    return failed ? error : 0;
}

/* --- room ------------------------------------------------------------------------------------------------------ */

static __thread long long sum;

static int add_up(const char *path, const struct stat *file, int kind, struct FTW *place)
{
    (void)path, (void)place;
    sum += kind == FTW_F ? file->st_size : 0;
    return 0;
}

/* How many octets fit on the disk, or -1 when nobody says. */
static long long room(void)
{
    const char *file = getenv("FAULT_ROOM_FILE"), *told = getenv("FAULT_ROOM");
    char number[32];
    if (file) {
        int fd = k_open(file, O_RDONLY | O_CLOEXEC, 0);
        ssize_t n = fd < 0 ? 0 : syscall(SYS_read, fd, number, sizeof number - 1);
        if (fd >= 0)
            syscall(SYS_close, fd);
        number[n > 0 ? n : 0] = 0;
        told = number;
    }
    return told && *told ? atoll(told) : -1;
}

/* How far the file may reach, when it is to reach to `end`. */
static off_t reach(int fd, off_t end)
{
    struct stat file;
    long long all = room();
    if (all < 0 || fstat(fd, &file) || !S_ISREG(file.st_mode) || end <= file.st_size)
        return end;
    sum = file.st_nlink ? 0 : file.st_size;
    nftw(getenv("FAULT_PREFIX"), add_up, 16, FTW_PHYS);
    long long left = all > sum ? all - sum : 0;
    return end - file.st_size <= left ? end : file.st_size + left;
}

/* How many of `n` octets may be written at `at` (below 0: where the file stands), or -1 and errno. */
static ssize_t permitted(int fd, const char *path, off_t at, size_t n)
{
    int before = errno, error = error_for("write", path, 1);
    if (error) {
        errno = error;
        return -1;
    }
    struct stat file;
    if (at < 0 && !fstat(fd, &file))
        at = fcntl(fd, F_GETFL) & O_APPEND ? file.st_size : lseek(fd, 0, SEEK_CUR);
    off_t end = at < 0 ? 0 : reach(fd, at + n);
    errno = before;
    if (at < 0 || end >= at + (off_t)n)
        return n;
    if (end > at)
        return end - at; /* a full disk takes what it can */
    errno = ENOSPC;
    return -1;
}

/* --- what a power cut leaves -----------------------------------------------------------------------------------

   The shadow has a folder .inodes with the last synced contents of each file by the number of its inode, and beside it
   the names that are on the disk, hard links to these. A file is never opened anew in order to be read: closing it
   would end the locks that SQLite holds on it (fcntl(2)). */

static int in_shadow(const char *path, char *there)
{
    const char *shadow = getenv("FAULT_SHADOW");
    size_t length = strlen(path);
    if (!shadow || !*shadow || !under_prefix(path) || (length > 4 && !strcmp(path + length - 4, "-shm")))
        return 0;
    return snprintf(there, LONGEST, "%s%s", shadow, path + strlen(getenv("FAULT_PREFIX"))) < LONGEST;
}

static int names_are_soon(void)
{
    const char *names = getenv("FAULT_NAMES");
    return names && !strcmp(names, "soon");
}

static void inode(ino_t number, char *there)
{
    snprintf(there, LONGEST, "%s/.inodes/%llu", getenv("FAULT_SHADOW"), (unsigned long long)number);
}

static void scratch(char *there)
{
    snprintf(there, LONGEST, "%s/.inodes/new-%d-%ld", getenv("FAULT_SHADOW"), getpid(), syscall(SYS_gettid));
}

static void forget(ino_t number)
{
    char there[LONGEST];
    if (getenv("FAULT_SHADOW")) {
        inode(number, there);
        k_unlink(there);
    }
}

static void make_folders(char *there)
{
    for (char *slash = there + strlen(getenv("FAULT_SHADOW")); (slash = strchr(slash + 1, '/'));) {
        *slash = 0;
        k_mkdir(there);
        *slash = '/';
    }
}

/* Give contents that are kept a name; 0 when nothing is kept of them. */
static int give_name(ino_t number, char *there)
{
    char kept[LONGEST], fresh[LONGEST];
    inode(number, kept);
    scratch(fresh);
    k_unlink(fresh);
    if (k_link(kept, fresh))
        return 0;
    make_folders(there);
    k_rename(fresh, there);
    k_unlink(fresh); /* rename does nothing when both are links to one file */
    return 1;
}

/* Keep the first `size` octets of the open file `from` as the contents of an inode. */
static void keep_contents(int from, off_t size, const struct stat *file)
{
    char fresh[LONGEST], kept[LONGEST], octets[65536];
    off_t at = 0;
    ssize_t n = 1;
    scratch(fresh);
    int to = k_open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    while (at < size && n > 0) {
        n = syscall(SYS_copy_file_range, from, &at, to, NULL, (size_t)(size - at), 0);
        if (n < 0 && (n = pread(from, octets, size - at < (off_t)sizeof octets ? size - at : (off_t)sizeof octets, at)) > 0)
            at += k_write(to, octets, n);
    }
    fchmod(to, file->st_mode & 07777);
    syscall(SYS_close, to);
    inode(file->st_ino, kept);
    k_rename(fresh, kept);
}

static int forget_tree_entry(const char *path, const struct stat *file, int kind, struct FTW *place)
{
    (void)file, (void)kind, (void)place;
    return remove(path), 0;
}

/* Let the shadow have of `path` what is there now. `known_only`: a file that was never synced has no name either. */
static void settle(const char *path, int known_only)
{
    char there[LONGEST], inner[PATH_MAX];
    struct stat file;
    if (!in_shadow(path, there))
        return;
    if (lstat(path, &file)) {
        nftw(there, forget_tree_entry, 16, FTW_PHYS | FTW_DEPTH);
    } else if (S_ISREG(file.st_mode)) {
        if (give_name(file.st_ino, there) || known_only)
            return;
        make_folders(there);
        int fd = k_open(there, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file.st_mode & 07777);
        if (fd < 0 && errno == EEXIST) { /* another file had the name */
            k_unlink(there);
            fd = k_open(there, O_WRONLY | O_CREAT | O_CLOEXEC, file.st_mode & 07777);
        }
        if (fd >= 0)
            syscall(SYS_close, fd);
    } else if (S_ISDIR(file.st_mode)) {
        make_folders(there);
        k_mkdir(there);
        DIR *folder = opendir(path);
        for (struct dirent *entry; folder && (entry = readdir(folder));)
            if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")
                && snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) < (int)sizeof inner)
                settle(inner, known_only);
        if (folder)
            closedir(folder);
    }
}

/* The folder was synced: its names are on the disk, those that went away are gone. */
static void settle_names(const char *path)
{
    char there[LONGEST], inner[PATH_MAX], below[LONGEST];
    struct stat file;
    if (!in_shadow(path, there))
        return;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")
            || snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) >= (int)sizeof inner)
            continue;
        if (lstat(inner, &file) || !in_shadow(inner, below))
            continue;
        if (!S_ISDIR(file.st_mode) || access(below, F_OK))
            settle(inner, S_ISDIR(file.st_mode)); /* what a folder brings along was synced before, or not */
    }
    if (folder)
        closedir(folder);
    folder = opendir(there);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") && strcmp(entry->d_name, ".inodes")
            && snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) < (int)sizeof inner && lstat(inner, &file))
            settle(inner, 1);
    if (folder)
        closedir(folder);
}

static void synced(int fd, const char *path)
{
    char there[LONGEST], again[64];
    struct stat file;
    int before = errno;
    if (!in_shadow(path, there) || fstat(fd, &file))
        return;
    if (S_ISDIR(file.st_mode)) {
        settle_names(path);
    } else if (S_ISREG(file.st_mode) && file.st_nlink) {
        int readable = (fcntl(fd, F_GETFL) & O_ACCMODE) != O_WRONLY;
        snprintf(again, sizeof again, "/proc/self/fd/%d", fd);
        int from = readable ? fd : k_open(again, O_RDONLY | O_CLOEXEC, 0);
        keep_contents(from, file.st_size, &file);
        if (!readable)
            syscall(SYS_close, from);
        give_name(file.st_ino, there);
    }
    errno = before;
}

/* Only where names are soon: else a file is cut short when it is synced. */
static void cut_short(int fd, const char *path, off_t size)
{
    char there[LONGEST], kept[LONGEST];
    struct stat file, old;
    int before = errno;
    if (!names_are_soon() || !in_shadow(path, there) || fstat(fd, &file) || !file.st_nlink)
        return;
    inode(file.st_ino, kept);
    int from = k_open(kept, O_RDONLY | O_CLOEXEC, 0);
    if (from >= 0) {
        if (!fstat(from, &old) && old.st_size > size) {
            keep_contents(from, size, &file);
            give_name(file.st_ino, there);
        }
        syscall(SYS_close, from);
    }
    errno = before;
}

/* The inode that goes when `path` goes, or 0. */
static ino_t last_link(const char *path)
{
    struct stat file;
    return !lstat(path, &file) && S_ISREG(file.st_mode) && file.st_nlink == 1 ? file.st_ino : 0;
}

static void names_changed(const char *path, ino_t gone)
{
    int before = errno;
    if (gone)
        forget(gone);
    if (path && names_are_soon())
        settle(path, 0);
    errno = before;
}

/* --- libc's calls ---------------------------------------------------------------------------------------------- */

#define FAIL_IF(error) do { int number = (error); if (number) { errno = number; return -1; } } while (0)

#define WRITE(name, parameters, at, arguments) \
    ssize_t name parameters \
    { \
        char path[PATH_MAX]; \
        if (n && ours(fd, path)) { \
            ssize_t some = permitted(fd, path, at, n); \
            if (some < 0) \
                return -1; \
            n = some; \
        } \
        return REAL(name) arguments; \
    }

WRITE(write, (int fd, const void *octets, size_t n), -1, (fd, octets, n))
WRITE(pwrite, (int fd, const void *octets, size_t n, off_t at), at, (fd, octets, n, at))
WRITE(pwrite64, (int fd, const void *octets, size_t n, off64_t at), at, (fd, octets, n, at))
WRITE(sendfile, (int fd, int from, off_t *start, size_t n), -1, (fd, from, start, n))
WRITE(sendfile64, (int fd, int from, off64_t *start, size_t n), -1, (fd, from, start, n))
WRITE(copy_file_range, (int from, off64_t *start, int fd, off64_t *at, size_t n, unsigned flags), (at ? *at : -1),
      (from, start, fd, at, n, flags))

#define WRITE_MANY(name, parameters, at, arguments, first) \
    ssize_t name parameters \
    { \
        char path[PATH_MAX]; \
        size_t n = 0; \
        for (int i = 0; i < count; i++) \
            n += pieces[i].iov_len; \
        if (n && ours(fd, path)) { \
            ssize_t some = permitted(fd, path, at, n); \
            if (some < 0) \
                return -1; \
            if ((size_t)some < n) { \
                n = pieces->iov_len < (size_t)some ? pieces->iov_len : (size_t)some; \
                return first; \
            } \
        } \
        return REAL(name) arguments; \
    }

WRITE_MANY(writev, (int fd, const struct iovec *pieces, int count), -1, (fd, pieces, count),
           REAL(write)(fd, pieces->iov_base, n))
WRITE_MANY(pwritev, (int fd, const struct iovec *pieces, int count, off_t at), at, (fd, pieces, count, at),
           REAL(pwrite)(fd, pieces->iov_base, n, at))
WRITE_MANY(pwritev64, (int fd, const struct iovec *pieces, int count, off64_t at), at, (fd, pieces, count, at),
           REAL(pwrite64)(fd, pieces->iov_base, n, at))

#define SYNC(name) \
    int name(int fd) \
    { \
        char path[PATH_MAX]; \
        if (!ours(fd, path)) \
            return REAL(name)(fd); \
        FAIL_IF(error_for("fsync", path, 1)); \
        int done = REAL(name)(fd); \
        if (!done) \
            synced(fd, path); \
        return done; \
    }

SYNC(fsync)
SYNC(fdatasync)

static int resized(int fd, const char *path, off_t size)
{
    struct stat file;
    int before = errno, grows = !fstat(fd, &file) && size > file.st_size, error = error_for("truncate", path, grows);
    if (!error && grows && reach(fd, size) < size)
        error = ENOSPC;
    errno = before;
    return error;
}

#define TRUNCATE(name, offset) \
    int name(int fd, offset size) \
    { \
        char path[PATH_MAX]; \
        if (!ours(fd, path)) \
            return REAL(name)(fd, size); \
        FAIL_IF(resized(fd, path, size)); \
        int done = REAL(name)(fd, size); \
        if (!done) \
            cut_short(fd, path, size); \
        return done; \
    }

TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define ALLOCATE(name, offset) \
    int name(int fd, int mode, offset at, offset n) \
    { \
        char path[PATH_MAX]; \
        if (ours(fd, path)) \
            FAIL_IF(resized(fd, path, at + n)); \
        return REAL(name)(fd, mode, at, n); \
    }

ALLOCATE(fallocate, off_t)
ALLOCATE(fallocate64, off64_t)

#define POSIX_ALLOCATE(name, offset) \
    int name(int fd, offset at, offset n) \
    { \
        char path[PATH_MAX]; \
        int error = ours(fd, path) ? resized(fd, path, at + n) : 0; \
        return error ? error : REAL(name)(fd, at, n); \
    }

POSIX_ALLOCATE(posix_fallocate, off_t)
POSIX_ALLOCATE(posix_fallocate64, off64_t)

/* Before: whether the file is made by this open. */
static int makes(const char *path, int flags)
{
    struct stat file;
    return (flags & O_CREAT) && lstat(path, &file);
}

static void opened(int fd, const char *path, int made, int flags)
{
    struct stat file;
    if (fd < 0 || !getenv("FAULT_SHADOW") || fstat(fd, &file) || !(made || (flags & O_TRUNC)))
        return;
    names_changed(path, made || names_are_soon() ? file.st_ino : 0);
}

#define OPEN(name, parameters, folder, arguments) \
    int name parameters \
    { \
        char path[PATH_MAX]; \
        mode_t mode = 0; \
        if (flags & (O_CREAT | __O_TMPFILE)) { \
            va_list more; \
            va_start(more, flags); \
            mode = va_arg(more, mode_t); \
            va_end(more); \
        } \
        if (!(flags & (O_CREAT | O_TRUNC)) || !ours_by_name(folder, file, path)) \
            return REAL(name) arguments; \
        int before = errno, made = makes(path, flags); \
        if (made) \
            FAIL_IF(error_for("open", path, 1)); \
        errno = before; \
        int fd = REAL(name) arguments; \
        opened(fd, path, made, flags); \
        return fd; \
    }

OPEN(open, (const char *file, int flags, ...), AT_FDCWD, (file, flags, mode))
OPEN(open64, (const char *file, int flags, ...), AT_FDCWD, (file, flags, mode))
OPEN(openat, (int at, const char *file, int flags, ...), at, (at, file, flags, mode))
OPEN(openat64, (int at, const char *file, int flags, ...), at, (at, file, flags, mode))

#define MAKE_FOLDER(name, parameters, at, arguments) \
    int name parameters \
    { \
        char path[PATH_MAX]; \
        int is_ours = ours_by_name(at, folder, path); \
        if (is_ours) \
            FAIL_IF(error_for("mkdir", path, 1)); \
        int done = REAL(name) arguments; \
        if (!done && is_ours) \
            settle(path, 1); \
        return done; \
    }

MAKE_FOLDER(mkdir, (const char *folder, mode_t mode), AT_FDCWD, (folder, mode))
MAKE_FOLDER(mkdirat, (int at, const char *folder, mode_t mode), at, (at, folder, mode))

#define REMOVE(name, parameters, at, arguments) \
    int name parameters \
    { \
        char path[PATH_MAX]; \
        if (!ours_by_name(at, file, path)) \
            return REAL(name) arguments; \
        FAIL_IF(error_for("unlink", path, 0)); \
        ino_t gone = last_link(path); \
        int done = REAL(name) arguments; \
        if (!done) \
            names_changed(path, gone); \
        return done; \
    }

REMOVE(unlink, (const char *file), AT_FDCWD, (file))
REMOVE(rmdir, (const char *file), AT_FDCWD, (file))
REMOVE(unlinkat, (int at, const char *file, int flags), at, (at, file, flags))

#define RENAME(name, call, is_rename, parameters, at, at_new, arguments) \
    int name parameters \
    { \
        char from[PATH_MAX], to[PATH_MAX]; \
        int ours_before = ours_by_name(at, old, from), ours_after = ours_by_name(at_new, new, to); \
        if (!ours_before && !ours_after) \
            return REAL(name) arguments; \
        FAIL_IF(error_for(call, ours_after ? to : from, 0)); \
        struct stat moved; \
        ino_t gone = ours_after && is_rename ? last_link(to) : 0; \
        if (gone && ours_before && !lstat(from, &moved) && moved.st_ino == gone) \
            gone = 0; \
        int done = REAL(name) arguments; \
        if (!done) { \
            names_changed(ours_before ? from : NULL, 0); \
            names_changed(ours_after ? to : NULL, gone); \
        } \
        return done; \
    }

RENAME(rename, "rename", 1, (const char *old, const char *new), AT_FDCWD, AT_FDCWD, (old, new))
RENAME(renameat, "rename", 1, (int at, const char *old, int at_new, const char *new), at, at_new, (at, old, at_new, new))
RENAME(renameat2, "rename", 1, (int at, const char *old, int at_new, const char *new, unsigned flags), at, at_new,
       (at, old, at_new, new, flags))
RENAME(link, "link", 0, (const char *old, const char *new), AT_FDCWD, AT_FDCWD, (old, new))
RENAME(linkat, "link", 0, (int at, const char *old, int at_new, const char *new, int flags), at, at_new,
       (at, old, at_new, new, flags))
