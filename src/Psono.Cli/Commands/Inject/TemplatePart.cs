namespace Psono.Cli.Commands.Inject;

/// <summary>A piece of a template: text as it is, or, if there is a reference, the place of a value.</summary>
internal readonly record struct TemplatePart(string Text, SecretField? Reference);

/// <summary>What <c>{{ secret/field }}</c> names.</summary>
/// <param name="Secret">Id or title of the secret.</param>
/// <param name="Field">A variable of an Environment Variables secret, else a value type as <c>secret get</c> has them.</param>
/// <param name="Line">Where in the template it is.</param>
internal sealed record SecretField(string Secret, string Field, int Line);
