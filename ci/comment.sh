#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Puts the report of a gate into the one comment that a pull request has for it, with GitHub's `gh`. For
# a job with the right to write that runs no code of the change: see .github/workflows/gate_comment.yml.
#
#   GH_TOKEN=... REPOSITORY=owner/name RUN_ID=17 HEAD_OWNER=someone HEAD_BRANCH=fix HEAD_SHA=... \
#     ci/comment.sh
#
# The run's artifact `verdict` holds report.md. All of these are what GitHub says of the finished run,
# never what the run says of itself; the branch's name and the report may be anything, and are only data
# here. A run without a report is told as such. Exit codes: 0 commented, or no open pull request has this
# commit any more; 2 GitHub refuses.
set -euo pipefail

marker='<!-- attnwatch gate -->'
author=${COMMENT_AUTHOR:-github-actions[bot]}
byte_limit=60000 # GitHub's is 65,536 characters

say() {
  echo "ci/comment.sh: $1" >&2
}

# The number of the open pull request whose head is this very commit.
pull_request() {
  gh api --method GET "repos/$REPOSITORY/pulls" -f state=open -f head="$HEAD_OWNER:$HEAD_BRANCH" \
    --jq ".[] | select(.head.sha == \"$HEAD_SHA\") | .number" | sed -n 1p
}

# The body of the comment, of the report in folder $1.
body() {
  local url="https://github.com/$REPOSITORY/actions/runs/$RUN_ID"
  echo "$marker"
  if [[ -s $1/report.md ]]; then
    # Nobody is called by a report: a space of no width follows every @. Cut between lines.
    LC_ALL=C awk -v limit="$byte_limit" '
      { gsub(/@/, "@\342\200\213"); bytes += length($0) + 1 }
      bytes > limit { print "\nThe report is cut here."; exit }
      { print }' "$1/report.md"
  else
    echo "### :x: No verdict"
    echo
    echo "The gate left no report: nothing is known about this change."
  fi
  printf '\n%s: [this run, with the page and all samples](%s)\n' "${HEAD_SHA:0:12}" "$url"
}

# The id of our comment on pull request $1, if there is one.
comment_id() {
  gh api --paginate "repos/$REPOSITORY/issues/$1/comments" \
    --jq ".[] | select(.user.login == \"$author\" and (.body | startswith(\"$marker\"))) | .id" |
    sed -n 1p
}

main() {
  local number id name
  for name in REPOSITORY RUN_ID HEAD_OWNER HEAD_BRANCH HEAD_SHA; do
    [[ -n ${!name:-} ]] || { say "$name is not set; see the head of this file" && exit 2; }
  done
  [[ $HEAD_SHA =~ ^[0-9a-f]{40}$ && $RUN_ID =~ ^[0-9]+$ ]] || { say "no commit, or no run" && exit 2; }
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  number=$(pull_request) || exit 2
  if [[ -z $number ]]; then
    say "no open pull request has $HEAD_SHA as its head: it was closed, or has newer commits"
    return
  fi
  gh run download "$RUN_ID" --repo "$REPOSITORY" --name verdict --dir "$scratch" ||
    say "the run has no artifact: no verdict"
  body "$scratch" >"$scratch/body.md"
  id=$(comment_id "$number") || exit 2
  if [[ -n $id ]]; then
    gh api --method PATCH "repos/$REPOSITORY/issues/comments/$id" -F body=@"$scratch/body.md" >/dev/null ||
      exit 2
  else
    gh api --method POST "repos/$REPOSITORY/issues/$number/comments" -F body=@"$scratch/body.md" \
      >/dev/null || exit 2
  fi
  say "commented on #$number"
}

main
