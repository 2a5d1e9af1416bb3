#include "scan/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "scan/errors.h"

namespace sohoa::scan {

InputFile openInput(const std::filesystem::path& file) {
  InputFile input{core::Fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC)), 0};
  struct stat status {};
  if (!input.fd || ::fstat(input.fd.get(), &status) != 0) {
    throw core::Error(kUnreadable, {.detail = std::strerror(errno)});
  }
  input.size = static_cast<std::uint64_t>(status.st_size);
  return input;
}

std::vector<std::uint8_t> readInput(const std::filesystem::path& file, const ScanOptions& options) {
  const InputFile input = openInput(file);
  if (input.size > options.max_image_bytes) {
    throw core::Error(kTooLarge, {.detail = fmt::format("{} bytes; at most {} are allowed",
                                                        input.size, options.max_image_bytes)});
  }
  std::vector<std::uint8_t> bytes(input.size);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto count = ::read(input.fd.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw core::Error(kUnreadable, {.detail = std::strerror(errno)});
    if (count == 0) throw core::Error(kTruncated, {});
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

}  // namespace sohoa::scan
