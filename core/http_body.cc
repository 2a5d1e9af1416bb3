#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/file.h"
#include "core/ports/http_client.h"

namespace sohoa::core {

HttpBodySource fileBody(int fd, std::uint64_t offset, std::uint64_t size) {
  return {size, [fd, offset, size](std::uint64_t at, std::span<std::uint8_t> into) {
            const auto wanted =
                static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size - at));
            for (;;) {
              const auto got = ::pread(fd, into.data(), wanted, static_cast<off_t>(offset + at));
              if (got > 0) return static_cast<std::size_t>(got);
              if (got == 0 && wanted == 0) return std::size_t{0};
              if (got == 0) throwSystemError("", EIO);
              if (errno != EINTR) throwSystemError("", errno);
            }
          }};
}

}  // namespace sohoa::core
