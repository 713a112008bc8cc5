using System.Reflection;
using k8s;
using k8s.Models;

namespace Psono.Server.Tests.Packaging;

/// <summary>
/// What a directory of manifests amounts to. Not kustomize: of that, resources, generated ConfigMaps, namespace, images and labels, which
/// is all that our files use. Names get no hash.
/// </summary>
internal sealed class Manifests
{
    private Manifests(string directory)
    {
        var path = Path.Combine(directory, "kustomization.yaml");
        File = KubernetesYaml.Deserialize<KustomizationFile>(System.IO.File.ReadAllText(path), strict: true);
        Assert.Equal(("kustomize.config.k8s.io/v1beta1", "Kustomization"), (File.ApiVersion, File.Kind));
        Paths.Add(path);
        foreach (var resource in File.Resources.Select(resource => Path.GetFullPath(Path.Combine(directory, resource))))
            Add(resource);
        foreach (var generator in File.ConfigMapGenerator)
            Generate(generator);
        foreach (var image in File.Images)
            Rename(image);
        foreach (var item in Objects)
            Mark(item);
    }

    public static string Repository { get; } = Path.GetFullPath(typeof(Manifests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!);

    public static string Root { get; } = Path.Combine(Repository, "packaging", "kubernetes");

    /// <summary>The file itself, and every one that it leads to.</summary>
    public List<string> Paths { get; } = [];

    public KustomizationFile File { get; }

    public List<IKubernetesObject<V1ObjectMeta>> Objects { get; } = [];

    /// <summary>Of everything that makes pods, with its name.</summary>
    public IEnumerable<(string Owner, V1PodTemplateSpec Template)> Pods =>
        All<V1StatefulSet>().Select(set => (set.Metadata.Name, set.Spec.Template))
            .Concat(All<V1Deployment>().Select(deployment => (deployment.Metadata.Name, deployment.Spec.Template)));

    /// <param name="directory">Relative to <see cref="Root"/>.</param>
    public static Manifests Read(string directory) => new(Path.GetFullPath(Path.Combine(Root, directory)));

    public static IEnumerable<V1Container> ContainersOf(V1PodSpec pod) => pod.Containers.Concat(pod.InitContainers ?? []);

    public IEnumerable<T> All<T>() => Objects.OfType<T>();

    /// <summary>What a container finds in its environment.</summary>
    public Dictionary<string, string> EnvironmentOf(V1Container container)
    {
        var variables = new Dictionary<string, string>();
        foreach (var source in container.EnvFrom ?? [])
            foreach (var (name, value) in ConfigMap(source.ConfigMapRef.Name).Data)
                variables[name] = value;
        foreach (var variable in container.Env ?? [])
            variables[variable.Name] = variable.Value ?? Value(variable.ValueFrom.ConfigMapKeyRef);
        return variables;
    }

    private string Value(V1ConfigMapKeySelector reference) =>
        ConfigMap(reference.Name).Data.TryGetValue(reference.Key, out var value) ? value
            : throw new InvalidDataException($"there is no {reference.Key} in {reference.Name}");

    private V1ConfigMap ConfigMap(string name) => Assert.Single(All<V1ConfigMap>(), map => map.Metadata.Name == name);

    private void Add(string path)
    {
        if (Directory.Exists(path))
        {
            var inner = new Manifests(path);
            Paths.AddRange(inner.Paths);
            Objects.AddRange(inner.Objects);
            return;
        }

        Paths.Add(path);
        Objects.AddRange(Parse(System.IO.File.ReadAllText(path)));
    }

    /// <summary>Strictly: a member that its kind does not have is an error.</summary>
    public static IEnumerable<IKubernetesObject<V1ObjectMeta>> Parse(string yaml) =>
        KubernetesYaml.LoadAllFromString(yaml, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>();

    private void Generate(KustomizationFile.Generator generator)
    {
        if (generator.Behavior == "create")
        {
            Objects.Add(new V1ConfigMap
            {
                Kind = V1ConfigMap.KubeKind,
                Metadata = new() { Name = generator.Name },
                Data = new Dictionary<string, string>(),
            });
        }
        else
        {
            Assert.Equal("merge", generator.Behavior);
        }

        foreach (var pair in generator.Literals.Select(literal => literal.Split('=', 2)))
            ConfigMap(generator.Name).Data[pair[0]] = pair[1];
    }

    private void Rename(KustomizationFile.Image image)
    {
        var renamed = Pods.SelectMany(pod => ContainersOf(pod.Template.Spec)).Where(container => container.Image == image.Name).ToList();
        Assert.NotEmpty(renamed);
        foreach (var container in renamed)
            container.Image = $"{image.NewName}:{image.NewTag}";
    }

    private void Mark(IKubernetesObject<V1ObjectMeta> item)
    {
        if (item is not V1Namespace)
            item.Metadata.NamespaceProperty = File.Namespace ?? item.Metadata.NamespaceProperty;
        foreach (var labels in File.Labels)
        {
            Put(item.Metadata, labels);
            if (labels.IncludeTemplates && item is V1StatefulSet or V1Deployment)
                Put((item as V1StatefulSet)?.Spec.Template.Metadata ?? ((V1Deployment)item).Spec.Template.Metadata, labels);
        }
    }

    private static void Put(V1ObjectMeta metadata, KustomizationFile.LabelSet labels)
    {
        metadata.Labels ??= new Dictionary<string, string>();
        foreach (var (name, value) in labels.Pairs)
            metadata.Labels[name] = value;
    }
}
