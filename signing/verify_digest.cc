#include "signing/verify_digest.h"

#include <algorithm>

#include "signing/errors.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

constexpr std::uint64_t kPiece = 16U << 20U;  // a multiple of any page size

void feed(EVP_MD_CTX* context, const pdf::Revisions& file, std::uint64_t begin, std::uint64_t end) {
  while (begin < end) {
    const auto bytes = file.bytes().subspan(begin, std::min(end - begin, kPiece));
    ensure(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1, kCryptoFailed, "hash");
    if (bytes.size() == kPiece) file.release(begin, begin + kPiece);
    begin += bytes.size();
  }
}

}  // namespace

void digestSites(const pdf::Revisions& file, std::vector<DigestRequest>& requests) {
  std::vector<DigestRequest*> order;
  for (auto& request : requests) order.push_back(&request);
  std::ranges::sort(order, [](const auto* a, const auto* b) {
    const int first = EVP_MD_get_type(a->hash);
    const int second = EVP_MD_get_type(b->hash);
    return first != second ? first < second : a->site->gap_begin < b->site->gap_begin;
  });
  const MdCtxPtr running(EVP_MD_CTX_new());
  const MdCtxPtr copy(EVP_MD_CTX_new());
  const EVP_MD* hash = nullptr;
  std::uint64_t at = 0;
  for (auto* request : order) {
    if (hash == nullptr || EVP_MD_get_type(hash) != EVP_MD_get_type(request->hash)) {
      hash = request->hash;
      at = 0;
      ensure(EVP_DigestInit_ex(running.get(), hash, nullptr) == 1, kCryptoFailed, "hash");
    }
    feed(running.get(), file, at, request->site->gap_begin);
    at = request->site->gap_begin;
    ensure(EVP_MD_CTX_copy_ex(copy.get(), running.get()) == 1, kCryptoFailed, "hash");
    feed(copy.get(), file, request->site->gap_end, request->site->end);
    request->digest.resize(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    ensure(EVP_DigestFinal_ex(copy.get(), request->digest.data(), &size) == 1, kCryptoFailed,
           "hash");
    request->digest.resize(size);
  }
}

}  // namespace sohoa::signing
