/** Security and availability rules for compose.yaml, ops/kubernetes.yaml and the CI workflow. */
import assert from 'node:assert/strict'
import { parse, parseAllDocuments } from 'yaml'

/** @param {(name: string, work: () => any) => Promise<any>} check */
export async function checkCompose(check, { text, isCommitted }) {
  const { services, volumes } = parse(text, { strict: true })
  for (const [name, service] of Object.entries(services)) {
    await check(`compose: ${name} is hardened: read-only root, no capabilities, a declared volume`, () => {
      assert.equal(service.read_only, true)
      assert.deepEqual(service.cap_drop, ['ALL'])
      assert.ok(service.security_opt.includes('no-new-privileges:true'))
      const named = service.volumes.map((volume) => volume.split(':')[0])
      assert.ok(named.length > 0 && named.every((volume) => volume in volumes), 'a volume is not declared')
    })
    await check(
      `compose: ${name} reads its secrets from a file that is not committed but has a committed example`,
      () => {
        assert.ok(isCommitted(`${service.env_file}.example`), `${service.env_file}.example`)
        assert.ok(!isCommitted(service.env_file))
        assert.equal(service.environment, undefined)
      },
    )
    await check(`compose: ${name} has an exact version`, () =>
      assert.match(service.image, /^[\w./-]+:\d+\.\d+(\.\d+)?(-\w+)?$/),
    )
  }
  await check('compose: the service waits for a healthy database and listens on loopback only', () => {
    assert.equal(services.modelkeep.depends_on.postgres.condition, 'service_healthy')
    assert.match(String(services.postgres.healthcheck.test), /pg_isready/)
    assert.equal(services.postgres.ports, undefined)
    for (const port of services.modelkeep.ports) assert.match(port, /^127\.0\.0\.1:/)
  })
}

export async function checkKubernetes(check, text) {
  const documents = parseAllDocuments(text, { strict: true })
  await check('kubernetes: the manifest is valid YAML', () =>
    assert.deepEqual(
      documents.flatMap((document) => document.errors),
      [],
    ),
  )
  const [deployment, budget, service] = ['Deployment', 'PodDisruptionBudget', 'Service'].map((kind) =>
    documents.map((document) => document.toJS()).find((one) => one.kind === kind),
  )
  const { template, replicas, selector } = deployment.spec
  const [container] = template.spec.containers
  await check('kubernetes: all selectors match the same pods', () => {
    for (const chosen of [selector.matchLabels, budget.spec.selector.matchLabels, service.spec.selector])
      assert.deepEqual(chosen, template.metadata.labels)
    assert.ok(container.ports.some(({ name }) => name === service.spec.ports[0].targetPort))
  })
  await check('kubernetes: two replicas; one survives a disruption, both a rollout', () => {
    assert.equal(replicas, 2)
    assert.equal(budget.spec.minAvailable, 1)
    assert.equal(deployment.spec.strategy.rollingUpdate.maxUnavailable, 0)
  })
  await check('kubernetes: the pod meets the restricted security standard and has a read-only root', () => {
    assert.equal(template.spec.securityContext.runAsNonRoot, true)
    assert.equal(template.spec.securityContext.seccompProfile.type, 'RuntimeDefault')
    assert.equal(container.securityContext.allowPrivilegeEscalation, false)
    assert.equal(container.securityContext.readOnlyRootFilesystem, true)
    assert.deepEqual(container.securityContext.capabilities, { drop: ['ALL'] })
    assert.equal(template.spec.automountServiceAccountToken, false)
  })
  await check('kubernetes: every mount has a volume, and /data and /tmp are mounted', () => {
    assert.deepEqual(
      container.volumeMounts.map(({ name }) => name).toSorted(),
      template.spec.volumes.map(({ name }) => name).toSorted(),
    )
    assert.deepEqual(container.volumeMounts.map(({ mountPath }) => mountPath).toSorted(), ['/data', '/tmp'])
  })
  await check('kubernetes: probes use the health routes, and preStop plus shutdown fit into the grace period', () => {
    assert.equal(container.livenessProbe.httpGet.path, '/livez')
    assert.equal(container.startupProbe.httpGet.path, '/livez')
    assert.equal(container.readinessProbe.httpGet.path, '/readyz')
    const [, seconds] = container.lifecycle.preStop.exec.command
    assert.ok(Number(seconds) + 10 < template.spec.terminationGracePeriodSeconds)
  })
}

export async function checkWorkflow(check, text) {
  const { jobs, permissions } = parse(text, { strict: true })
  const steps = Object.values(jobs).flatMap((job) => job.steps)
  await check('workflow: every action is pinned to a commit', () => {
    for (const { uses } of steps) if (uses) assert.match(uses, /^[\w./-]+@[0-9a-f]{40}$/)
  })
  await check('workflow: it has read permissions only', () => assert.deepEqual(permissions, { contents: 'read' }))
  await check('workflow: it runs .ci/run on Node 20, 22, 24 and 26', () => {
    assert.ok(steps.some(({ run }) => run === 'bash .ci/run'))
    assert.deepEqual(
      jobs.ci.strategy.matrix.node.map((version) => String(version).split('.')[0]),
      ['20', '22', '24', '26'],
    )
  })
}
