#include "signing/signed_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "signing/algorithms.h"
#include "signing/errors.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

constexpr std::size_t kChunk = 256U << 10U;

void check(bool ok, std::string_view doing) { ensure(ok, kCryptoFailed, doing); }

}  // namespace

SignedOutput::SignedOutput(const std::filesystem::path& base, std::uint64_t base_size,
                           const std::filesystem::path& out,
                           const std::vector<HashAlgorithm>& hashes)
    : file_(out) {
  for (const auto hash : hashes) {
    auto& context = running_[hash];
    if (context) continue;
    context.reset(EVP_MD_CTX_new());
    check(context && EVP_DigestInit_ex(context.get(), digestOf(hash), nullptr) == 1,
          "EVP_DigestInit_ex");
  }
  copy(base, base_size);
}

void SignedOutput::take(ByteView bytes) {
  for (const auto& [hash, context] : running_) {
    check(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1, "EVP_DigestUpdate");
  }
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
  const MdCtxPtr copy(EVP_MD_CTX_new());
  const ByteView bytes(increment.bytes);
  const ByteView before = bytes.first(increment.hole_begin);
  const ByteView after = bytes.subspan(increment.hole_end);
  Bytes value(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  check(copy && EVP_MD_CTX_copy_ex(copy.get(), running_.at(hash).get()) == 1 &&
            EVP_DigestUpdate(copy.get(), before.data(), before.size()) == 1 &&
            EVP_DigestUpdate(copy.get(), after.data(), after.size()) == 1 &&
            EVP_DigestFinal_ex(copy.get(), value.data(), &size) == 1,
        "EVP_DigestFinal_ex");
  value.resize(size);
  return value;
}

void SignedOutput::append(const pdf::Increment& increment) { take(increment.bytes); }

}  // namespace sohoa::signing
