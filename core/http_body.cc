#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <thread>

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

HttpBodySource pacedBody(HttpBodySource body, std::uint64_t bytes_per_second,
                         std::function<void(std::chrono::milliseconds)> sleep) {
  if (bytes_per_second == 0) return body;
  using Clock = std::chrono::steady_clock;
  struct Pace {
    Clock::time_point begin = Clock::now();
    std::uint64_t given = 0;
  };
  auto pace = std::make_shared<Pace>();
  const auto size = body.size;
  return {size, [=, read = std::move(body.read), sleep = std::move(sleep)](
                    std::uint64_t at, std::span<std::uint8_t> into) {
            const std::chrono::milliseconds due(pace->given * 1000 / bytes_per_second);
            const auto passed =
                std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - pace->begin);
            if (due > passed && sleep) sleep(due - passed);
            if (due > passed && !sleep) std::this_thread::sleep_for(due - passed);
            // Small pieces, so that the line is never taken for dead in a pause.
            const auto most = std::clamp<std::uint64_t>(bytes_per_second / 4, 1024, into.size());
            const auto count = read(at, into.first(static_cast<std::size_t>(most)));
            pace->given += count;
            return count;
          }};
}

}  // namespace sohoa::core
