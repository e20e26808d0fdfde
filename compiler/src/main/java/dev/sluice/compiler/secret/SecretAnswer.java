package dev.sluice.compiler.secret;

/** What was asked, and what the answer was. */
public record SecretAnswer(SecretQuestion question, SecretVerdict verdict) {}
