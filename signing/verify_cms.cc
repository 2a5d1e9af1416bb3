#include "signing/verify_cms.h"

#include <algorithm>
#include <array>

namespace sohoa::signing {
namespace {

std::optional<std::vector<CmsAttribute>> readAttributes(ByteView content) {
  std::vector<CmsAttribute> result;
  DerReader reader(content);
  while (!reader.empty()) {
    const auto item = reader.next(kDerSequence);
    if (!item) return std::nullopt;
    DerReader parts(item->content);
    CmsAttribute attribute;
    const auto oid = parts.next(kDerOid);
    const auto values = parts.next(kDerSet);
    if (!oid || !values || !parts.empty()) return std::nullopt;
    DerReader each(values->content);
    while (!each.empty()) {
      const auto value = each.next();
      if (!value) return std::nullopt;
      attribute.values.push_back(*value);
    }
    attribute.oid = *oid;
    attribute.nid = nidOf(*oid);
    attribute.whole = item->whole;
    result.push_back(std::move(attribute));
  }
  return result;
}

bool hasDuplicates(const std::vector<CmsAttribute>& attributes) {
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (std::ranges::equal(attributes[i].oid.content, attributes[k].oid.content)) return true;
    }
  }
  return false;
}

void readCertificates(ByteView content, CertificateCache& cache, SignedData& data) {
  DerReader reader(content);
  while (!reader.empty()) {
    const auto item = reader.next();
    if (!item) return;
    X509Ptr certificate = cache.parsed(item->whole);
    if (certificate) data.certificates.push_back(std::move(certificate));
  }
}

bool isIssuerAndSerial(const DerItem& id, X509* certificate) {
  DerReader parts(id.content);
  const auto issuer = parts.next(kDerSequence);
  const auto serial = parts.next(kDerInteger);
  if (!issuer || !serial || !parts.empty()) return false;
  OpensslMemory name_memory;
  unsigned char* name = nullptr;
  const int name_size = i2d_X509_NAME(X509_get_issuer_name(certificate), &name);
  name_memory.reset(name);
  unsigned char* number = nullptr;
  const int number_size = i2d_ASN1_INTEGER(X509_get_serialNumber(certificate), &number);
  const OpensslMemory number_memory(number);
  return name_size > 0 && number_size > 0 &&
         std::ranges::equal(issuer->whole, ByteView(name, static_cast<std::size_t>(name_size))) &&
         std::ranges::equal(serial->whole, ByteView(number, static_cast<std::size_t>(number_size)));
}

bool isNamedBy(const DerItem& id, X509* certificate) {
  if (id.tag == kDerSequence) return isIssuerAndSerial(id, certificate);
  const auto* key_id = X509_get0_subject_key_id(certificate);
  return id.tag == 0x80 && key_id != nullptr &&
         std::ranges::equal(id.content,
                            ByteView(ASN1_STRING_get0_data(key_id),
                                     static_cast<std::size_t>(ASN1_STRING_length(key_id))));
}

AlgorPtr readAlgorithm(const DerItem& item) {
  const auto* at = item.whole.data();
  return AlgorPtr(d2i_X509_ALGOR(nullptr, &at, static_cast<long>(item.whole.size())));
}

std::string_view readSignerInfo(ByteView content, SignedData& data) {
  DerReader parts(content);
  const auto version = parts.next(kDerInteger);
  const auto id = parts.next();
  const auto digest = parts.next(kDerSequence);
  const auto attributes = digest ? parts.next(kDerContext) : std::nullopt;
  if (!version || !id || !digest) return code::kCmsMalformed;
  if (!attributes) return code::kAttributes;
  const auto algorithm = parts.next(kDerSequence);
  const auto signature = parts.next(kDerOctetString);
  if (!algorithm || !signature) return code::kCmsMalformed;
  if (const auto extra = parts.next(kDerContext + 1); extra) {
    auto read = readAttributes(extra->content);
    if (!read) return code::kCmsMalformed;
    data.unsigned_attributes = std::move(*read);
  }
  if (!parts.empty()) return code::kCmsMalformed;
  const std::uint8_t wanted = id->tag == kDerSequence ? 1 : 3;
  if (version->content.size() != 1 || version->content[0] != wanted) return code::kCmsMalformed;
  auto read = readAttributes(attributes->content);
  if (!read || !isDefinite(attributes->content) || hasDuplicates(*read)) return code::kAttributes;
  data.signed_attributes = std::move(*read);
  const auto digest_algorithm = readAlgorithm(*digest);
  data.signature_algorithm = readAlgorithm(*algorithm);
  if (!digest_algorithm || !data.signature_algorithm) return code::kCmsMalformed;
  data.digest_nid = OBJ_obj2nid(digest_algorithm->algorithm);
  data.signature = signature->content;
  for (const auto& certificate : data.certificates) {
    if (isNamedBy(*id, certificate.get())) data.signer = certificate.get();
  }
  return {};
}

std::string_view readContent(ByteView info, SignedData& data) {
  DerReader parts(info);
  const auto type = parts.next(kDerOid);
  if (!type) return code::kCmsMalformed;
  data.content_type = nidOf(*type);
  if (parts.empty()) return {};
  const auto wrapper = parts.next(kDerContext);
  DerReader inside(wrapper ? wrapper->content : ByteView{});
  const auto octets = inside.next(kDerOctetString);
  if (!octets || !inside.empty() || !parts.empty()) return code::kCmsMalformed;
  data.content = octets->content;
  return {};
}

std::string_view readParts(ByteView signed_data, CertificateCache& cache, SignedData& data) {
  DerReader parts(signed_data);
  const auto version = parts.next(kDerInteger);
  const auto digests = parts.next(kDerSet);
  const auto content = parts.next(kDerSequence);
  if (!version || !digests || !content) return code::kCmsMalformed;
  if (const auto problem = readContent(content->content, data); !problem.empty()) return problem;
  if (const auto certificates = parts.next(kDerContext); certificates) {
    readCertificates(certificates->content, cache, data);
  }
  if (parts.at(kDerContext + 1) && !parts.next()) return code::kCmsMalformed;
  const auto signers = parts.next(kDerSet);
  if (!signers || !parts.empty()) return code::kCmsMalformed;
  DerReader each(signers->content);
  const auto first = each.next(kDerSequence);
  if (!first || !each.empty()) return code::kSignerCount;
  return readSignerInfo(first->content, data);
}

// DER but for the unsigned attributes, which carry foreign encodings.
bool shellIsDefinite(ByteView signed_data) {
  DerReader parts(signed_data);
  while (!parts.empty()) {
    if (!parts.next()) return false;
  }
  return true;
}

}  // namespace

const CmsAttribute* SignedData::attribute(int nid) const {
  const auto found =
      std::ranges::find_if(signed_attributes, [&](const auto& each) { return each.nid == nid; });
  return found == signed_attributes.end() ? nullptr : &*found;
}

std::unique_ptr<SignedData> readSignedData(Bytes encoding, bool padded, CertificateCache& cache,
                                           CmsProblem& problem) {
  auto data = std::make_unique<SignedData>();
  data->encoding = std::move(encoding);
  DerReader outer(data->encoding);
  const auto info = outer.next(kDerSequence);
  if (!info) {
    problem.code = code::kCmsNotDer;
    return nullptr;
  }
  const auto rest = outer.rest();
  if (!std::ranges::all_of(rest, [](auto byte) { return byte == 0; }) ||
      (!padded && !rest.empty())) {
    problem.code = code::kCmsTrailing;
    return nullptr;
  }
  DerReader parts(info->content);
  const auto type = parts.next(kDerOid);
  const auto wrapper = type ? parts.next(kDerContext) : std::nullopt;
  DerReader inside(wrapper ? wrapper->content : ByteView{});
  const auto signed_data = inside.next(kDerSequence);
  if (!type || nidOf(*type) != NID_pkcs7_signed) {
    problem.code = code::kCmsMalformed;
  } else if (!signed_data || !shellIsDefinite(signed_data->content)) {
    problem.code = code::kCmsNotDer;
  } else if (!inside.empty() || !parts.empty()) {
    problem.code = code::kCmsMalformed;
  } else {
    problem.code = readParts(signed_data->content, cache, *data);
  }
  return problem.code.empty() ? std::move(data) : nullptr;
}

Bytes encodedAnew(ByteView encoding) {
  const auto* at = encoding.data();
  const CmsPtr cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(encoding.size())));
  const auto rest =
      encoding.last(cms ? static_cast<std::size_t>(encoding.data() + encoding.size() - at) : 0);
  if (!cms || !std::ranges::all_of(rest, [](auto byte) { return byte == 0; })) return {};
  unsigned char* out = nullptr;
  const int size = i2d_CMS_ContentInfo(cms.get(), &out);
  const OpensslMemory memory(out);
  return size > 0 ? Bytes(out, out + size) : Bytes{};
}

}  // namespace sohoa::signing
