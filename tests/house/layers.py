"""Who may include whom. This is the one place; docs/architecture.md draws it."""

# A folder's own files may include these other folders of ours.
FOLDERS = {
    "core": set(),
    "config": {"core"},
    "scan": {"core"},
    "ocr": {"core"},
    "metadata": {"core"},
    "pdf": {"core"},
    "signing": {"core", "pdf"},  # a signature is an incremental revision of a PDF
    "net": {"core"},
    "store": {"core"},
    "warehouse": {"core"},
    "pipeline": {"core"},
    "server": {"core", "config", "pipeline"},
    "cli": {"core", "config", "pipeline"},
}

# The only files that name concrete adapters, so that every folder is in their reach.
WIRING = ("cli/main.cc", "cli/wiring*.cc", "cli/wiring*.h")

# A third party's headers, by the start of the include path: the folders (or single files) that may
# see them. Tests, fuzz targets and benchmarks of a folder see what the folder sees.
ANYWHERE = None
THIRD_PARTIES = {
    "CLI/": {"cli"},
    "ZXing/": {"ocr"},
    "benchmark/": {"bench"},
    "boost/": {"server"},
    "curl/": {"net"},
    "fmt/": ANYWHERE,
    "gmock/": {"tests"},
    "gtest/": {"tests"},
    "hb": {"pdf"},
    "jerror.h": {"pdf", "scan"},
    "jpeglib.h": {"pdf", "scan"},
    "leptonica/": {"ocr", "scan"},
    "libpq-fe.h": {"store"},
    "nlohmann/": ANYWHERE,
    "opencv2/": {"ocr", "scan"},
    "openssl/": {"signing", "server", "core/digest.cc"},
    "p11-kit/": {"signing"},
    "png.h": {"scan"},
    "qpdf/": {"pdf", "scan"},  # scan takes the image streams out of PDF files
    "sane/": {"scan"},
    "spdlog/": {"cli", "pipeline", "server"},
    "sqlite3.h": {"store"},
    "tesseract/": {"ocr", "scan"},
    "tiff": {"scan"},
    "toml++/": {"config", "metadata"},
    "utf8proc.h": {"core/text.cc"},
    "xlsxwriter.h": {"server"},
    "zlib.h": {"pdf", "scan"},
}

# The operating system, as found on Debian. C++'s own headers have no suffix.
SYSTEM_FOLDERS = ("sys/", "linux/", "netinet/", "arpa/", "net/", "sanitizer/")
SYSTEM_HEADERS = {
    "cpuid.h", "cxxabi.h", "dirent.h", "dlfcn.h", "errno.h", "execinfo.h", "fcntl.h", "fnmatch.h", "ftw.h",
    "getopt.h", "glob.h", "grp.h", "inttypes.h", "langinfo.h", "limits.h", "locale.h", "malloc.h",
    "netdb.h", "poll.h", "pthread.h", "pwd.h", "sched.h", "setjmp.h", "signal.h", "spawn.h",
    "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "strings.h", "syslog.h",
    "termios.h", "time.h", "unistd.h", "utime.h", "wait.h",
}
