#include "signing/verify_digest.h"

#include <algorithm>
#include <optional>

namespace sohoa::signing {
namespace {

constexpr std::uint64_t kPiece = 1U << 20U;  // a multiple of any page size

void feed(RunningDigest& digest, const pdf::Revisions& file, std::uint64_t begin,
          std::uint64_t end) {
  while (begin < end) {
    const auto bytes = file.bytes().subspan(begin, std::min(end - begin, kPiece));
    digest.update(bytes);
    if (bytes.size() == kPiece) file.release(begin, begin + kPiece);
    begin += bytes.size();
  }
}

}  // namespace

void digestSites(const pdf::Revisions& file, HashPool& pool, std::vector<DigestRequest>& requests) {
  std::vector<DigestRequest*> order;
  for (auto& request : requests) order.push_back(&request);
  std::ranges::sort(order, [](const auto* a, const auto* b) {
    const int first = EVP_MD_get_type(a->hash);
    const int second = EVP_MD_get_type(b->hash);
    return first != second ? first < second : a->site->gap_begin < b->site->gap_begin;
  });
  std::optional<RunningDigest> running;
  int hash = NID_undef;
  std::uint64_t at = 0;
  for (auto* request : order) {
    if (const int wanted = EVP_MD_get_type(request->hash); hash != wanted) {
      hash = wanted;
      at = 0;
      running.emplace(request->hash, pool);
    }
    feed(*running, file, at, request->site->gap_begin);
    at = request->site->gap_begin;
    RunningDigest own(*running);
    feed(own, file, request->site->gap_end, request->site->end);
    request->digest = own.value();
  }
}

}  // namespace sohoa::signing
