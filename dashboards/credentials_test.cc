// SPDX-License-Identifier: Apache-2.0
#include "dashboards/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "results/atomic_file.h"
#include "results/error.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kVariable[] = "ATTNWATCH_TEST_CREDENTIALS";

std::optional<Credentials> FromVariable(const char* value) {
  setenv(kVariable, value, 1);
  return FindCredentials("", kVariable);
}

TEST(Credentials, AreReadFromTheFileFirst) {
  const std::string path = ::testing::TempDir() + "/secret";
  WriteFileAtomically(path, "me:a:b\r\n");
  setenv(kVariable, "you:c", 1);
  const auto found = FindCredentials(path, kVariable);
  EXPECT_EQ(found->user, "me");
  EXPECT_EQ(found->password, "a:b");
}

TEST(Credentials, MayBeAToken) {
  EXPECT_EQ(FromVariable("Bearer abc")->bearer_token, "abc");
  EXPECT_EQ(FromVariable("Bearer abc")->user, "");
}

TEST(Credentials, AreNoneWhereNothingIsSet) {
  EXPECT_FALSE(FromVariable(""));
  unsetenv(kVariable);
  EXPECT_FALSE(FindCredentials("", kVariable));
}

// A file that is asked for and is not there is no permission to go without.
TEST(Credentials, RefusesWhatIsNoneWithoutQuotingIt) {
  EXPECT_THROW(FindCredentials("/nowhere/secret", kVariable), Error);
  for (const char* value : {"s3cret", ":s3cret", "me:s3cret\nX-Header: 1", "\n"}) {
    try {
      FromVariable(value);
      ADD_FAILURE() << value;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("$ATTNWATCH_TEST_CREDENTIALS: must "));
      EXPECT_THAT(error.what(), Not(HasSubstr("s3cret")));
    }
  }
}

}  // namespace
}  // namespace attnwatch
