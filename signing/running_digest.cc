// See hash_pool.cc.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "signing/running_digest.h"

#include <openssl/sha.h>

#include <algorithm>

#include "signing/errors.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

// Less than this is not worth waking anybody.
constexpr std::size_t kSmall = 4096;

void check(bool ok) { ensure(ok, kCryptoFailed, "hash"); }

}  // namespace

struct RunningDigest::Sha256 {
  SHA256_CTX context{};

  void plain(ByteView bytes) { check(SHA256_Update(&context, bytes.data(), bytes.size()) == 1); }

  void countBlocks(std::size_t bytes) {
    const std::uint64_t bits = ((std::uint64_t{context.Nh} << 32U) | context.Nl) + 8 * bytes;
    context.Nl = static_cast<SHA_LONG>(bits);
    context.Nh = static_cast<SHA_LONG>(bits >> 32U);
  }
};

RunningDigest::RunningDigest(const EVP_MD* hash, HashPool& pool) : pool_(pool) {
  if (EVP_MD_get_type(hash) == NID_sha256) {
    sha256_ = std::make_unique<Sha256>();
    check(SHA256_Init(&sha256_->context) == 1);
  } else {
    other_.reset(EVP_MD_CTX_new());
    check(other_ && EVP_DigestInit_ex(other_.get(), hash, nullptr) == 1);
  }
}

RunningDigest::RunningDigest(const RunningDigest& other) : pool_(other.pool_) {
  if (other.sha256_) {
    sha256_ = std::make_unique<Sha256>(*other.sha256_);
  } else {
    other_.reset(EVP_MD_CTX_new());
    check(other_ && EVP_MD_CTX_copy_ex(other_.get(), other.other_.get()) == 1);
  }
}

RunningDigest::~RunningDigest() = default;

void RunningDigest::update(ByteView bytes) {
  if (!sha256_) return check(EVP_DigestUpdate(other_.get(), bytes.data(), bytes.size()) == 1);
  if (bytes.size() < kSmall) return sha256_->plain(bytes);
  const std::size_t begun = sha256_->context.num;
  const std::size_t head = begun == 0 ? 0 : kSha256Block - begun;
  sha256_->plain(bytes.first(head));
  const std::size_t whole = (bytes.size() - head) / kSha256Block * kSha256Block;
  Sha256Words state;
  std::ranges::copy(sha256_->context.h, state.begin());
  pool_.advance(state, bytes.subspan(head, whole));
  std::ranges::copy(state, sha256_->context.h);
  sha256_->countBlocks(whole);
  sha256_->plain(bytes.subspan(head + whole));
}

Bytes RunningDigest::value() const {
  Bytes result(EVP_MAX_MD_SIZE);
  unsigned size = SHA256_DIGEST_LENGTH;
  if (sha256_) {
    SHA256_CTX copy = sha256_->context;
    check(SHA256_Final(result.data(), &copy) == 1);
  } else {
    const MdCtxPtr copy(EVP_MD_CTX_new());
    check(copy && EVP_MD_CTX_copy_ex(copy.get(), other_.get()) == 1 &&
          EVP_DigestFinal_ex(copy.get(), result.data(), &size) == 1);
  }
  result.resize(size);
  return result;
}

}  // namespace sohoa::signing
