#pragma once

// Private to signing/: digests of byte streams.

#include <memory>

#include "signing/hash_pool.h"
#include "signing/openssl_handles.h"

namespace sohoa::signing {

// A digest that can be asked for its value at any point and taken on from there. A copy goes on by
// itself. One thread at a time; the pool, which many may share, outlives it.
class RunningDigest {
 public:
  // Throws Error(kCryptoFailed), here and below.
  RunningDigest(const EVP_MD* hash, HashPool& pool);
  RunningDigest(const RunningDigest& other);
  RunningDigest& operator=(const RunningDigest&) = delete;
  ~RunningDigest();

  void update(ByteView bytes);
  // Of everything so far.
  [[nodiscard]] Bytes value() const;

 private:
  struct Sha256;
  std::unique_ptr<Sha256> sha256_;
  MdCtxPtr other_;  // any other function
  HashPool& pool_;
};

}  // namespace sohoa::signing
