namespace Psono.Web.Services;

/// <summary>Marks a page that is shown to anybody. Every other page asks for a login first.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OpenPageAttribute : Attribute;
