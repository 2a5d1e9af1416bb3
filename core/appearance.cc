#include "core/appearance.h"

#include "core/error.h"

namespace sohoa::core {

std::string_view slug(Product product) {
  switch (product) {
    case Product::kDigitised:
      return "digitised";
    case Product::kCertified:
      return "certified";
    case Product::kArchived:
      return "archived";
  }
  return "";
}

Product product(std::string_view word) {
  for (const auto each : {Product::kDigitised, Product::kCertified, Product::kArchived}) {
    if (slug(each) == word) return each;
  }
  throw Error(kInternal, {.detail = "unknown product: " + std::string(word)});
}

const AppearancePolicy* policyFor(const std::vector<AppearancePolicy>& policies, Product product,
                                  Timestamp now) {
  const std::string today = formatIso8601(now).substr(0, 10);
  const AppearancePolicy* newest = nullptr;
  for (const auto& policy : policies) {
    if (policy.product != product || policy.valid_from > today) continue;
    if (newest == nullptr || policy.valid_from > newest->valid_from) newest = &policy;
  }
  return newest;
}

}  // namespace sohoa::core
