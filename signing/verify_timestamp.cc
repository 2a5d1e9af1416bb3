#include "signing/verify_timestamp.h"

#include <algorithm>

#include "core/error.h"
#include "signing/asn1_time.h"

namespace sohoa::signing {
std::optional<TimestampToken> readTimestamp(Bytes encoding, bool padded, CertificateCache& cache,
                                            std::string_view& problem) {
  constexpr std::uint8_t kIndefinite = 0x80;
  if (!padded && encoding.size() > 2 && encoding[1] == kIndefinite) {
    encoding = encodedAnew(encoding);
  }
  CmsProblem cms_problem;
  TimestampToken token;
  token.data = readSignedData(std::move(encoding), padded, cache, cms_problem);
  if (!token.data) {
    problem = cms_problem.code;
    return std::nullopt;
  }
  problem = code::kTimestampMalformed;
  if (token.data->content_type != NID_id_smime_ct_TSTInfo || !token.data->content) {
    return std::nullopt;
  }
  const auto* at = token.data->content->data();
  const TsTstInfoPtr info(
      d2i_TS_TST_INFO(nullptr, &at, static_cast<long>(token.data->content->size())));
  if (!info || at != token.data->content->data() + token.data->content->size()) {
    return std::nullopt;
  }
  auto* imprint = TS_TST_INFO_get_msg_imprint(info.get());
  auto* message = TS_MSG_IMPRINT_get_msg(imprint);
  token.imprint.assign(ASN1_STRING_get0_data(message),
                       ASN1_STRING_get0_data(message) + ASN1_STRING_length(message));
  const ASN1_OBJECT* hash = nullptr;
  X509_ALGOR_get0(&hash, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
  token.imprint_nid = OBJ_obj2nid(hash);
  try {
    token.time = fromAsn1Time(TS_TST_INFO_get_time(info.get()));
  } catch (const core::Error&) {
    return std::nullopt;
  }
  problem = {};
  return token;
}

void judgeTimestamp(const TimestampToken& token, const std::function<Bytes(const EVP_MD*)>& hash,
                    Judgement& judgement) {
  const auto* function = allowedDigest(token.imprint_nid);
  if (function == nullptr) {
    return judgement.fail(sub::kCryptoConstraints, code::kAlgorithm);
  }
  if (!std::ranges::equal(hash(function), token.imprint)) {
    judgement.fail(sub::kHashFailure, code::kTimestampImprint);
  }
  Bytes digest(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  const auto content = *token.data->content;
  const auto* own = allowedDigest(token.data->digest_nid);
  if (own == nullptr ||
      EVP_Digest(content.data(), content.size(), digest.data(), &size, own, nullptr) != 1) {
    return judgement.fail(sub::kCryptoConstraints, code::kAlgorithm);
  }
  digest.resize(size);
  judgeSignature(*token.data, digest, true, judgement);
}

}  // namespace sohoa::signing
