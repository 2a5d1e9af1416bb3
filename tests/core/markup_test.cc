#include "core/markup.h"

#include <gtest/gtest.h>

namespace sohoa::core {
namespace {

TEST(Markup, IsEscapedOnce) {
  EXPECT_EQ(escapedMarkup("<a href=\"x\">A & B</a>"),
            "&lt;a href=&quot;x&quot;&gt;A &amp; B&lt;/a&gt;");
  EXPECT_EQ(escapedMarkup("&amp;"), "&amp;amp;");
}

TEST(Markup, LeavesEverythingElse) {
  EXPECT_EQ(escapedMarkup("Ủy ban 'nhân dân'\n\t"), "Ủy ban 'nhân dân'\n\t");
  EXPECT_EQ(escapedMarkup(""), "");
}

}  // namespace
}  // namespace sohoa::core
