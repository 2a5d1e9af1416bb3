#include "scan/completeness.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "core/file.h"

namespace sohoa::scan {
namespace {

using namespace std::string_view_literals;

// Mail programs and scanners append up to a page of line ends and comments after the last marker.
constexpr off_t kTail = 4096;
constexpr off_t kHead = 16;

std::string bytesAt(int fd, off_t offset, off_t count) {
  std::string bytes(static_cast<std::size_t>(count), '\0');
  const auto got = ::pread(fd, bytes.data(), bytes.size(), offset);
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

// Of `width` bytes at `at`, in the byte order of the TIFF.
std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t width, bool little) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const auto place = little ? width - 1 - i : i;
    value = value << 8U | static_cast<unsigned char>(bytes[at + place]);
  }
  return value;
}

bool tiffIsWhole(std::string_view head, std::uint64_t size) {
  const bool little = head.starts_with("II");
  const bool big = number(head, 2, 2, little) == 43;  // BigTIFF
  if (head.size() < (big ? 16U : 8U)) return false;
  const auto directory = big ? number(head, 8, 8, little) : number(head, 4, 4, little);
  return directory >= 8 && directory < size;
}

}  // namespace

bool looksWhole(const std::filesystem::path& file) {
  const core::Fd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0 || info.st_size == 0) return false;
  const std::string head = bytesAt(fd.get(), 0, std::min(kHead, info.st_size));
  const off_t tail_length = std::min(kTail, info.st_size);
  const std::string tail = bytesAt(fd.get(), info.st_size - tail_length, tail_length);
  if (head.starts_with("%PDF")) return tail.find("%%EOF") != std::string::npos;
  if (head.starts_with("\xff\xd8\xff")) return tail.find("\xff\xd9") != std::string::npos;
  if (head.starts_with("\x89PNG")) return tail.find("IEND\xae\x42\x60\x82") != std::string::npos;
  if (head.starts_with("II*\0"sv) || head.starts_with("MM\0*"sv) || head.starts_with("II+\0"sv) ||
      head.starts_with("MM\0+"sv)) {
    return tiffIsWhole(head, static_cast<std::uint64_t>(info.st_size));
  }
  return true;
}

}  // namespace sohoa::scan
