namespace Psono.Server.Tests.Packaging;

/// <summary>What our files named <c>kustomization.yaml</c> use of what there is. Anything else is refused when they are read.</summary>
internal sealed class KustomizationFile
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public string? Namespace { get; set; }

    public List<string> Resources { get; set; } = [];

    public List<Image> Images { get; set; } = [];

    public List<Generator> ConfigMapGenerator { get; set; } = [];

    public List<LabelSet> Labels { get; set; } = [];

    internal sealed class Image
    {
        public string Name { get; set; } = "";

        public string NewName { get; set; } = "";

        public string NewTag { get; set; } = "";
    }

    internal sealed class Generator
    {
        public string Name { get; set; } = "";

        public string Behavior { get; set; } = "create";

        public List<string> Literals { get; set; } = [];
    }

    internal sealed class LabelSet
    {
        public Dictionary<string, string> Pairs { get; set; } = [];

        public bool IncludeTemplates { get; set; }
    }
}
