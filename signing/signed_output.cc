#include "signing/signed_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"
#include "signing/algorithms.h"

namespace sohoa::signing {
namespace {

constexpr std::size_t kChunk = 1U << 20U;

}  // namespace

SignedOutput::SignedOutput(const std::filesystem::path& base, std::uint64_t base_size,
                           const std::filesystem::path& out,
                           const std::vector<HashAlgorithm>& hashes, HashPool& pool)
    : file_(out) {
  for (const auto hash : hashes) running_.try_emplace(hash, digestOf(hash), pool);
  copy(base, base_size);
}

void SignedOutput::take(ByteView bytes) {
  for (auto& [hash, digest] : running_) digest.update(bytes);
  file_.write(bytes);
}

void SignedOutput::copy(const std::filesystem::path& base, std::uint64_t base_size) {
  const core::Fd in(::open(base.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in) throw core::Error(core::kIo, {.file = base.string(), .detail = std::strerror(errno)});
  Bytes chunk(kChunk);
  std::uint64_t total = 0;
  for (;;) {
    const ssize_t got = ::read(in.get(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      throw core::Error(core::kIo, {.file = base.string(), .detail = std::strerror(errno)});
    if (got == 0) break;
    total += static_cast<std::uint64_t>(got);
    take({chunk.data(), static_cast<std::size_t>(got)});
  }
  if (total != base_size) {
    throw core::Error(core::kIo,
                      {.file = base.string(), .detail = "it changed while being signed"});
  }
}

Bytes SignedOutput::digest(const pdf::Increment& increment, HashAlgorithm hash) const {
  const ByteView bytes(increment.bytes);
  RunningDigest digest(running_.at(hash));
  digest.update(bytes.first(increment.hole_begin));
  digest.update(bytes.subspan(increment.hole_end));
  return digest.value();
}

void SignedOutput::append(const pdf::Increment& increment) { take(increment.bytes); }

}  // namespace sohoa::signing
