#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace sohoa::core {

// Sorts of copies, which must never be mixed up.
enum class Product {
  kDigitised,  // a paper digitised by an office
  kCertified,  // certified from its original by an officer (chứng thực bản sao từ bản chính)
  kArchived,  // signed elsewhere and kept as it came; never made here
};
[[nodiscard]] std::string_view slug(Product product);  // "digitised", "certified", "archived"
// Throws Error(kInternal) on an unknown word.
[[nodiscard]] Product product(std::string_view slug);

// A signature's visible text and its place in the band above the first page.
struct SignatureText {
  // UTF-8 NFC. {name} (of the signer's certificate), {time} (ISO 8601, +07:00), {copy_form} and
  // {agency} are filled in, and the words that the one who asks for the signature gives along.
  // Empty: an invisible signature.
  std::vector<std::string> lines;
  bool align_right = false;
  double size = 10;  // points
  double left = 0;   // of the field, as a share of the page's width, 0..1
  double width = 0;  // likewise
};

// How a product looks: a versioned policy, since the rules on it change. The default is what Decree
// 30/2020/ND-CP, appendix I, part II, asks of a digitised copy.
struct AppearancePolicy {
  std::string id = "so-hoa/1";
  Product product = Product::kDigitised;
  std::string valid_from = "2020-03-05";  // first day, YYYY-MM-DD, Vietnam time
  std::string copy_form = "BẢN SỐ HOÁ";
  double band_height = 46;  // points of white above the image of the first page, 20..200
  double code_side = 0;     // points, of the verification code; 0 for none
  double code_left = 0;     // share of the page's width
  SignatureText person{.lines = {"{name}", "{time}"}, .left = 0.035, .width = 0.45};
  SignatureText agency{.lines = {"{copy_form}", "{agency}", "{time}"},
                       .align_right = true,
                       .left = 0.515,
                       .width = 0.45};
};

// The newest policy of the product in force at `now`; null when there is none.
[[nodiscard]] const AppearancePolicy* policyFor(const std::vector<AppearancePolicy>& policies,
                                                Product product, Timestamp now);

}  // namespace sohoa::core
